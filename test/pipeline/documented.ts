import { parse } from 'yaml';
import type { Spec } from './stages';

/** The example of the documentation, without its steps. */
const STAGE = `
stage:
  name: build
  identifier: build
  description: ""
  type: CI
  spec:
    cloneCodebase: true
    infrastructure:
      type: KubernetesDirect
      spec:
        connectorRef: YOUR_K8S_CLUSTER_CONNECTOR_ID
        namespace: YOUR_K8S_NAMESPACE
        automountServiceAccountToken: true
        nodeSelector: {}
        os: Linux
        volumes:
          - mountPath: /tmp/pgdata1
            type: EmptyDir
            spec:
              medium: ""
          - mountPath: /tmp/pgdata2
            type: EmptyDir
            spec:
              medium: ""
        tolerations:
          - identifier: identifier1
            effect: NoSchedule
            key: key1
            operator: Equal
            value: value1
          - identifier: identifier2
            effect: NoSchedule
            key: key1
            operator: Equal
            value: value2
        podSpecOverlay: |-
          topologySpreadConstraints:
            - maxSkew: 3
              minDomains: 2
              topologyKey: topology.kubernetes.io/zone
              whenUnsatisfiable: DoNotSchedule
`;

/** The complete document of the example. */
export function documentedStage(): unknown {
  return parse(STAGE);
}

/** The `infrastructure.spec` of the example. */
export function documentedInfrastructureSpec(): Spec {
  return parse(STAGE).stage.spec.infrastructure.spec;
}
