import { emptyToNothing, someOf } from '../../values';
import { durationText } from '../duration-text';
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
      containerSecurityContext: inputs.containerSecurityContext ?? securityContext(infrastructure),
      runAsUser: inputs.runAsUser ?? props.runAsUser,
      priorityClassName: props.priorityClassName,
      nodeSelector: inputs.nodeSelector ?? nodeSelector,
      tolerations: inputs.tolerations ?? someOf(infrastructure.tolerations),
      podSpecOverlay: overlay,
      hostNames: inputs.hostNames ?? someOf(props.hostNames ?? []),
      initTimeout: inputs.initTimeout ?? (initTimeoutSeconds && durationText(initTimeoutSeconds)),
      harnessImageConnectorRef: props.imageConnector,
      imagePullPolicy: inputs.imagePullPolicy ?? props.imagePullPolicy,
      os: inputs.os ?? infrastructure.os,
    },
  };
}

/** Each member is named: what the package has not checked is not written. */
function securityContext({
  props: { containerSecurityContext: context },
  contextInputs: inputs,
}: ResolvedInfrastructure): object | undefined {
  if (context === undefined) {
    return undefined;
  }
  const add = inputs.addCapabilities ?? someOf(context.addCapabilities ?? []);
  const drop = inputs.dropCapabilities ?? someOf(context.dropCapabilities ?? []);
  return {
    capabilities: add === undefined && drop === undefined ? undefined : { add, drop },
    privileged: inputs.privileged ?? context.privileged,
    allowPrivilegeEscalation: inputs.allowPrivilegeEscalation ?? context.allowPrivilegeEscalation,
    readOnlyRootFilesystem: inputs.readOnlyRootFilesystem ?? context.readOnlyRootFilesystem,
    runAsNonRoot: inputs.runAsNonRoot ?? context.runAsNonRoot,
    runAsUser: inputs.runAsUser ?? context.runAsUser,
  };
}
