import type { Chart } from 'cdk8s';
import { HarnessScope } from '../../lib/document';
import {
  CiStage,
  type CiStageProps,
  CiStep,
  KubernetesDirectInfrastructure,
  type KubernetesDirectInfrastructureProps,
} from '../../lib/pipeline';
import {
  type ConnectorAttributes,
  type IKubernetesClusterConnector,
  ImportedConnector,
  ImportedDelegate,
} from '../../lib/reference';
import { newChart } from '../testkit/synth';

/** Scope of the pipelines in most tests. */
export const PROJECT = HarnessScope.project('eng', 'payments');

/** Delegate versions, by their capabilities. */
export const NEW_DELEGATE = '1.30.1';
export const LEGACY_DELEGATE = '26.02.88404';

export type InfrastructureProps = Partial<KubernetesDirectInfrastructureProps>;
export type StageProps = Partial<CiStageProps>;

/** Anything below `spec`, untyped for tests. */
export type Spec = { [member: string]: any };

/** The document, untyped for tests. */
export function readable(document: { [member: string]: unknown }): Spec {
  return document;
}

/** A connector defined elsewhere, with only the given facts known. */
export function connectorIn(
  chart: Chart,
  attributes: ConnectorAttributes = {},
  reference = 'account.build_cluster',
): IKubernetesClusterConnector {
  return new ImportedConnector(chart, `Connector.${reference}`, reference, attributes);
}

/** A delegate installed elsewhere. */
export function delegateOf(chart: Chart, version?: string, tags?: string[], scope?: HarnessScope) {
  return new ImportedDelegate(chart, 'Delegate', { delegateName: 'ci', version, tags, scope });
}

/** A connector in its own chart, used by nothing else. */
export function newConnector(attributes?: ConnectorAttributes, reference?: string): IKubernetesClusterConnector {
  return connectorIn(newChart(), attributes, reference);
}

/** An infrastructure with the required properties and the given ones. */
export function infrastructureOf(props: InfrastructureProps = {}, chart = newChart()): KubernetesDirectInfrastructure {
  return new KubernetesDirectInfrastructure(chart, 'Infrastructure', {
    connector: props.connector ?? connectorIn(chart),
    ...(props.buildNamespace === undefined ? { namespace: 'builds' } : {}),
    ...props,
  });
}

/** The `infrastructure.spec` of the document. */
export function specOf(props: InfrastructureProps = {}): Spec {
  return readable(infrastructureOf(props).toDocument()).infrastructure.spec;
}

/** A step that runs anywhere. */
export const MAKE = CiStep.run('Make', { image: 'alpine', command: 'make' });

/** A stage with the required properties and the given ones. */
export function stageOf(props: StageProps = {}, infrastructure: InfrastructureProps = {}): CiStage {
  const chart = newChart();
  return new CiStage(chart, 'Stage', {
    name: 'Build',
    steps: [MAKE],
    infrastructure: props.infrastructure ?? infrastructureOf(infrastructure, chart),
    ...props,
  });
}

/** The `stage` of the document. */
export function stageDocument(props: StageProps = {}, infrastructure: InfrastructureProps = {}): Spec {
  return readable(stageOf(props, infrastructure).toDocument()).stage;
}
