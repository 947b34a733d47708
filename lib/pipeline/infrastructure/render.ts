import { toYaml } from '../../document';
import { emptyToNothing, someOf } from '../../values';
import { durationText } from '../duration-text';
import type { StageSecurityContext } from './props';
import type { ResolvedInfrastructure } from './resolve';

/**
 * The infrastructure as Harness writes it. Members that are `undefined` are not written.
 *
 * @see https://github.com/harness/harness-schema
 */
export function renderInfrastructure(infrastructure: ResolvedInfrastructure): { type: string; spec: object } {
  const { props, connector, inputs, overlay, initTimeoutSeconds } = infrastructure;
  const { labels = {}, annotations = {}, nodeSelector = {}, automountServiceAccountToken = true } = props;
  return {
    type: 'KubernetesDirect',
    spec: {
      connectorRef: connector.reference,
      namespace: infrastructure.namespace,
      volumes: inputs.volumes ?? someOf(infrastructure.volumes),
      serviceAccountName: infrastructure.serviceAccountName,
      automountServiceAccountToken: inputs.automountServiceAccountToken ?? automountServiceAccountToken,
      labels: inputs.labels ?? emptyToNothing(labels),
      annotations: inputs.annotations ?? emptyToNothing(annotations),
      containerSecurityContext: inputs.containerSecurityContext ?? securityContext(props.containerSecurityContext),
      runAsUser: inputs.runAsUser ?? props.runAsUser,
      priorityClassName: props.priorityClassName,
      nodeSelector: inputs.nodeSelector ?? nodeSelector,
      tolerations: inputs.tolerations ?? someOf(infrastructure.tolerations),
      podSpecOverlay: overlay && overlayText(overlay),
      hostNames: inputs.hostNames ?? someOf(props.hostNames ?? []),
      initTimeout: inputs.initTimeout ?? (initTimeoutSeconds && durationText(initTimeoutSeconds)),
      harnessImageConnectorRef: props.imageConnector,
      imagePullPolicy: inputs.imagePullPolicy ?? props.imagePullPolicy,
      os: inputs.os ?? infrastructure.os,
    },
  };
}

function securityContext(context?: StageSecurityContext): object | undefined {
  if (context === undefined) {
    return undefined;
  }
  const { addCapabilities: add = [], dropCapabilities: drop = [] } = context;
  return {
    capabilities: add.length + drop.length > 0 ? { add: someOf(add), drop: someOf(drop) } : undefined,
    privileged: context.privileged,
    allowPrivilegeEscalation: context.allowPrivilegeEscalation,
    readOnlyRootFilesystem: context.readOnlyRootFilesystem,
    runAsNonRoot: context.runAsNonRoot,
    runAsUser: context.runAsUser,
  };
}

/** Harness wants the overlay as one text, which YAML then writes as a block. */
function overlayText(overlay: object): string {
  return toYaml(overlay).trimEnd();
}
