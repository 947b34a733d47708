import type { Chart } from 'cdk8s';
import {
  BuildFarmNamespace,
  type BuildFarmNamespaceProps,
  CiStage,
  type CiStageProps,
  CiStep,
  type ConnectorAttributes,
  HarnessDelegate,
  HarnessScope,
  type IKubernetesClusterConnector,
  KubernetesClusterConnector,
  KubernetesDirectInfrastructure,
  type KubernetesDirectInfrastructureProps,
} from 'harness-constructs';
import { newChart } from '../support/synth';

/** Where the pipelines of most tests live. */
export const PROJECT = HarnessScope.project('eng', 'payments');

/** Versions of delegates, by what they can do. */
export const NEW_DELEGATE = '1.30.1';
export const LEGACY_DELEGATE = '26.02.88404';

export type InfrastructureProps = Partial<KubernetesDirectInfrastructureProps>;
export type StageProps = Partial<CiStageProps>;

/** Anything below `spec`, which a test reads without asking first. */
export type Spec = { [member: string]: any };

/** The document, to be read without asking first. */
export function readable(document: { [member: string]: unknown }): Spec {
  return document;
}

/** A connector that is made elsewhere, of which no more is known than is said. */
export function connectorIn(
  chart: Chart,
  attributes: ConnectorAttributes = {},
  reference = 'account.build_cluster',
): IKubernetesClusterConnector {
  return KubernetesClusterConnector.fromReference(chart, `Connector.${reference}`, reference, attributes);
}

/** A delegate that is installed elsewhere. */
export function delegateOf(chart: Chart, version?: string, tags?: string[], scope?: HarnessScope) {
  return HarnessDelegate.fromDelegateAttributes(chart, 'Delegate', { delegateName: 'ci', version, tags, scope });
}

/** The connector of nothing else, in a chart of its own. */
export function newConnector(attributes?: ConnectorAttributes, reference?: string): IKubernetesClusterConnector {
  return connectorIn(newChart(), attributes, reference);
}

/** An infrastructure with the least properties, and those given. */
export function infrastructureOf(props: InfrastructureProps = {}, chart = newChart()): KubernetesDirectInfrastructure {
  return new KubernetesDirectInfrastructure(chart, 'Infrastructure', {
    connector: props.connector ?? connectorIn(chart),
    ...(props.buildNamespace === undefined ? { namespace: 'builds' } : {}),
    ...props,
  });
}

/** What it has below `infrastructure.spec`. */
export function specOf(props: InfrastructureProps = {}): Spec {
  return readable(infrastructureOf(props).toDocument()).infrastructure.spec;
}

/** A namespace for builds. */
export function buildsIn(props: BuildFarmNamespaceProps = {}, chart = newChart()): BuildFarmNamespace {
  return new BuildFarmNamespace(chart, 'Builds', { namespace: 'builds', ...props });
}

/** A step that runs anywhere. */
export const MAKE = CiStep.run('Make', { image: 'alpine', command: 'make' });

/** A stage with the least properties, and those given. */
export function stageOf(props: StageProps = {}, infrastructure: InfrastructureProps = {}): CiStage {
  const chart = newChart();
  return new CiStage(chart, 'Stage', {
    name: 'Build',
    steps: [MAKE],
    infrastructure: props.infrastructure ?? infrastructureOf(infrastructure, chart),
    ...props,
  });
}

/** What it has below `stage`. */
export function stageDocument(props: StageProps = {}, infrastructure: InfrastructureProps = {}): Spec {
  return readable(stageOf(props, infrastructure).toDocument()).stage;
}
