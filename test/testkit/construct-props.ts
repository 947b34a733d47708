/** Programs for the properties of every construct. */
import type { Chart } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { HarnessApp } from '../../lib/app';
import { BuildFarmNamespace, IstioHeadlessService } from '../../lib/build-namespace';
import { ConnectorAccount, KubernetesClusterConnector, SpotConnector } from '../../lib/connector';
import { HarnessDelegate } from '../../lib/delegate';
import { CiBuildInfra } from '../../lib/farm';
import { CiStage, KubernetesDirectInfrastructure } from '../../lib/pipeline';
import { LEAST as LEAST_CONNECTOR, LEAST_SPOT } from '../connector/connectors';
import { LEAST as LEAST_DELEGATE } from '../delegate/delegates';
import { LEAST as LEAST_FARM } from '../farm/infras';
import { connectorIn, infrastructureOf, MAKE } from '../pipeline/stages';
import { and, type Program } from './struct-program';
import { newChart } from './synth';

/** The properties of a construct. */
export interface ConstructPrograms {
  /** Gives them to the construct. */
  readonly program: Program;
  /** Gives them to a class that extends the construct and passes them on. */
  readonly extended: Program;
  /** Almost the name of one of them. */
  readonly slip: string;
}

type Type = new (scope: Chart, id: string, props: never) => object;

function construct(type: Type, slip: string, least: (chart: Chart) => object): ConstructPrograms {
  class Extended extends type {}
  const programOf =
    (made: Type): Program =>
    (members) => {
      const chart = newChart();
      return new made(chart, 'A', and(members, least(chart)));
    };
  return { program: programOf(type), extended: programOf(Extended), slip };
}

/** Properties of constructs. */
export const EXTENSIBLE: { readonly [struct: string]: ConstructPrograms } = {
  BuildFarmNamespaceProps: construct(BuildFarmNamespace, 'additionalEgres', () => ({ namespace: 'builds' })),
  CiBuildInfraProps: construct(CiBuildInfra, 'buildNamespace', () => LEAST_FARM),
  CiStageProps: construct(CiStage, 'delegateSelector', (chart) => ({
    name: 'Build',
    steps: [MAKE],
    infrastructure: infrastructureOf({}, chart),
  })),
  ConnectorAccountProps: construct(ConnectorAccount, 'nameSpace', () => ({ access: DelegateAccess.none() })),
  HarnessAppProps: {
    program: (members) => new HarnessApp(and(members, { outdir: 'dist' })),
    extended: (members) => new (class extends HarnessApp {})(and(members, { outdir: 'dist' })),
    slip: 'outputOwners',
  },
  HarnessDelegateProps: construct(HarnessDelegate, 'toleration', () => LEAST_DELEGATE),
  IstioHeadlessServiceProps: construct(IstioHeadlessService, 'buildNamespace', () => ({ accountId: 'a' })),
  KubernetesClusterConnectorProps: construct(KubernetesClusterConnector, 'orgIdentifier', () => LEAST_CONNECTOR),
  KubernetesDirectInfrastructureProps: construct(KubernetesDirectInfrastructure, 'nodeSelectors', (chart) => ({
    connector: connectorIn(chart),
    namespace: 'builds',
  })),
  SpotConnectorProps: construct(SpotConnector, 'executeOnDelegates', () => LEAST_SPOT),
};

/** What the package gives, and never takes. */
export const RESULTS = [
  'ArgoCdIgnoreDifferences',
  'DelegateChoice',
  'FluxIgnoreRule',
  'FluxIgnoreTarget',
  'HarnessErrorDetails',
];
