import { type BuildPod, SOURCES } from './fixture';
import { LINUX } from './linux';

const { istioAnnotations, istioLabels, istioCni, istioInjection, infrastructure } = SOURCES;

/** Security context of the injected containers: a different user, without capabilities. */
const PROXY_CONTEXT = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsGroup: 1337,
  runAsNonRoot: true,
  runAsUser: 1337,
};

/** A build after injection by Istio's webhook, in a mesh with the CNI plugin. */
export const ISTIO: BuildPod = [
  ...LINUX,
  [
    'metadata.annotations',
    {
      'proxy.istio.io/config': '{ "holdApplicationUntilProxyStarts": true }',
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
    },
    infrastructure,
  ],
  ['metadata.annotations', { 'sidecar.istio.io/status': '{"revision":"default"}' }, istioAnnotations],
  ['metadata.labels', { 'security.istio.io/tlsMode': 'istio' }, istioLabels],
  ['spec.initContainers.1.name', 'istio-validation', istioCni],
  ['spec.initContainers.1.image', 'docker.io/istio/proxyv2:1.26.0', istioInjection],
  ['spec.initContainers.1.args', ['istio-iptables', '--run-validation', '--skip-rule-apply'], istioInjection],
  ['spec.initContainers.1.resources', { requests: { cpu: '100m', memory: '128Mi' } }, istioInjection],
  ['spec.initContainers.1.securityContext', PROXY_CONTEXT, istioInjection],
  ['spec.containers.3.name', 'istio-proxy', istioInjection],
  ['spec.containers.3.image', 'docker.io/istio/proxyv2:1.26.0', istioInjection],
  ['spec.containers.3.args', ['proxy', 'sidecar'], istioInjection],
  ['spec.containers.3.ports', [{ containerPort: 15090, name: 'http-envoy-prom' }], istioInjection],
  ['spec.containers.3.resources', { requests: { cpu: '100m', memory: '128Mi' } }, istioInjection],
  ['spec.containers.3.securityContext', PROXY_CONTEXT, istioInjection],
  ['spec.containers.3.volumeMounts', [{ name: 'istio-token', mountPath: '/var/run/secrets/tokens' }], istioInjection],
  [
    'spec.volumes.2',
    {
      name: 'istio-token',
      projected: { sources: [{ serviceAccountToken: { path: 'istio-token', audience: 'istio-ca' } }] },
    },
    istioInjection,
  ],
];
