/** A program for the properties of every construct, and the structs that nothing takes by itself. */
import {
  CiBuildInfra,
  ConnectorAccount,
  DelegateAccess,
  HarnessApp,
  HarnessDelegate,
  IstioHeadlessService,
  SpotConnector,
} from 'harness-constructs';
import { LEAST as LEAST_FARM } from '../ci-build-infra/infras';
import { connectorWith, LEAST_SPOT } from '../connector/connectors';
import { LEAST as LEAST_DELEGATE } from '../delegate/delegates';
import { buildsIn, infrastructureOf, stageOf } from '../pipeline/stages';
import { and, type Program } from './struct-program';
import { newChart } from './synth';

/** Properties of constructs: what they do not have is refused where it is a slip. */
export const EXTENSIBLE: { readonly [struct: string]: { readonly program: Program; readonly slip: string } } = {
  BuildFarmNamespaceProps: { program: (members) => buildsIn(members), slip: 'additionalEgres' },
  CiBuildInfraProps: {
    program: (members) => new CiBuildInfra(newChart(), 'A', and(members, LEAST_FARM)),
    slip: 'buildNamespace',
  },
  CiStageProps: { program: (members) => stageOf(members), slip: 'delegateSelector' },
  ConnectorAccountProps: {
    program: (members) => new ConnectorAccount(newChart(), 'A', and(members, { access: DelegateAccess.none() })),
    slip: 'nameSpace',
  },
  HarnessAppProps: { program: (members) => new HarnessApp(and(members, { outdir: 'dist' })), slip: 'outputOwners' },
  HarnessDelegateProps: {
    program: (members) => new HarnessDelegate(newChart(), 'A', and(members, LEAST_DELEGATE)),
    slip: 'toleration',
  },
  IstioHeadlessServiceProps: {
    program: (members) => new IstioHeadlessService(newChart(), 'A', and(members, { accountId: 'a' })),
    slip: 'buildNamespace',
  },
  KubernetesClusterConnectorProps: { program: (members) => connectorWith(members), slip: 'orgIdentifier' },
  KubernetesDirectInfrastructureProps: { program: (members) => infrastructureOf(members), slip: 'nodeSelectors' },
  SpotConnectorProps: {
    program: (members) => new SpotConnector(newChart(), 'A', and(members, LEAST_SPOT)),
    slip: 'executeOnDelegates',
  },
};

/** What others are made of, and nothing takes by itself. */
export const PARTS = [
  'BuildClusterOptions',
  'CiStageOptions',
  'ConnectorProps',
  'ContainerStepOptions',
  'DelegateAdoptionProps',
  'DelegateAvailabilityProps',
  'DelegateContainerProps',
  'DelegateIdentityProps',
  'DelegateLegacyProps',
  'DelegateMetadataProps',
  'DelegateNetworkProps',
  'DelegateSchedulingProps',
  'DelegateUpgraderProps',
  'StageVariableOptions',
  'StepOptions',
  'TokenRotationOptions',
];

/** What the package gives, and never takes. */
export const RESULTS = [
  'ArgoCdIgnoreDifferences',
  'DelegateChoice',
  'FluxIgnoreRule',
  'FluxIgnoreTarget',
  'HarnessErrorDetails',
];
