import type { ConfigMap } from 'kubernetes-types/core/v1';
import { toYaml } from '../../../document';
import { definedOf, derived, rendered, type RenderedObject } from '../../../values';
import { CONTAINER_NAME, type ResolvedDelegate, type ResolvedUpgrader } from '../../resolve';
import { objectMetadata } from '../object-metadata';

/** A file of YAML, in which every text that is none to the eye is quoted: an account id may look like a number. */
export function renderUpgraderConfig(delegate: ResolvedDelegate, upgrader: ResolvedUpgrader): RenderedObject {
  const texts = Object.entries(definedOf(textsOf(delegate, upgrader)));
  const names = texts.map(([name]) => name);
  const file = derived(
    texts.map(([, text]) => text),
    (...known) => configFile(Object.fromEntries(known.map((text, index) => [names[index], text]))),
  );
  const object: ConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...objectMetadata(delegate), name: upgrader.configMapName },
    data: { 'config.yaml': file },
  };
  return rendered('Upgrader.ConfigMap', object, 'delegateName');
}

/** What the file says, each text by itself: it may be known later. */
function textsOf({ names, identity }: ResolvedDelegate, upgrader: ResolvedUpgrader) {
  return {
    workloadName: names.resource,
    namespace: identity.namespace,
    accountId: identity.accountId,
    managerHost: identity.managerEndpoint,
    registryMirror: upgrader.registryMirror,
    ...upgrader.connection,
  };
}

/** Never a user or a password of a proxy: whoever may read the ConfigMap would have them. */
function configFile({
  workloadName,
  namespace,
  accountId,
  managerHost,
  ...others
}: {
  [name: string]: string;
}): string {
  const { proxyPort, ...rest } = others;
  return toYaml({
    mode: 'Delegate',
    dryRun: false,
    workloadName,
    namespace,
    containerName: CONTAINER_NAME,
    ...rest,
    ...(proxyPort === undefined ? {} : { proxyPort: Number(proxyPort) }),
    delegateConfig: { accountId, managerHost },
  });
}
