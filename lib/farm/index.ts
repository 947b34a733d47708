/** A farm: delegate, build namespaces, connector and stages. */
export { CiBuildInfra } from './ci-build-infra';
export type {
  CiBuildInfraProps,
  CiConnectorOptions,
  CiDelegateOptions,
  CiFarmInfrastructureOptions,
  CiFarmOptions,
  CiFarmStageProps,
  CiTeamOptions,
} from './props';
