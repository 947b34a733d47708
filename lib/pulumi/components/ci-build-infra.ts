import * as pulumi from '@pulumi/pulumi';
import type { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { BuildFarmNamespace as NamespaceConstruct, type IBuildFarmNamespace } from '../../build-namespace';
import { KubernetesClusterConnector as ConnectorConstruct } from '../../connector';
import { inOwnWords, ownClass } from '../../core';
import { HarnessDelegate } from '../../delegate';
import { CiBuildInfra as FarmConstruct, type CiBuildInfraProps } from '../../farm';
import type { ConnectorAttributes, IKubernetesClusterConnector } from '../../reference';
import {
  checkArguments,
  delegateIn,
  type DelegateInput,
  type DelegateOutputs,
  type InputsOf,
  knownArguments,
  listIn,
  propsOf,
  refuseArgument,
  refuseKind,
  runCode,
  type TokenInput,
  tokenOf,
} from '../arguments';
import { bridge, type BridgeOptions, type Document, WORKLOADS } from '../bridge';
import { asString, isLate } from '../late-outputs';
import type { TreeObject } from '../object-index';
import { checkComponentOptions } from '../options';
import type { SharedObjects } from '../register';
import type { ConnectorValidation } from '../resources/connector-validation';
import type { KubernetesClusterConnector as ConnectorResource } from '../resources/kubernetes-cluster-connector';
import type { BuildFarmNamespace } from './build-farm-namespace';
import {
  checkConnection,
  farmConnection,
  type FarmConnectorArgs,
  type FarmValidationArgs,
  withoutConnection,
} from './farm-connection';

/** An existing connector. */
export interface ExistingConnectorArgs extends ConnectorAttributes {
  /** Scoped identifier of the connector, for example `account.farm`. */
  readonly reference: string;
}

/**
 * Arguments of `CiBuildInfra`: the properties of the construct, with `pulumi.Input` for every string. See
 * `CiBuildInfraProps`.
 */
export type CiBuildInfraArgs = Omit<InputsOf<CiBuildInfraProps>, 'token' | 'delegate' | 'connector'> & {
  /**
   * Token with which the farm's delegate registers: a reference, or an Output that is stored in a new Secret.
   *
   * @default - required, unless `delegate` is set
   */
  readonly token?: TokenInput;
  /**
   * Delegate of another component, for a farm without its own delegate.
   *
   * @default - the farm creates a delegate
   */
  readonly delegate?: DelegateInput;
  /**
   * Additional build namespaces, created by other components.
   *
   * @default - none
   */
  readonly useBuildNamespaces?: BuildFarmNamespace[];
  /**
   * Configures the farm beyond its properties: namespaces with custom settings, stages, additional delegates. Use
   * `asString(output)` to pass an Output as a string.
   *
   * @default - no additional configuration
   */
  readonly configure?: (farm: FarmConstruct) => void;
  /**
   * Creates the farm's connector in Harness, after the objects of the farm. `{}` uses the API key of the environment
   * variable `HARNESS_PLATFORM_API_KEY`. Configure the connector itself with `connectorOptions`.
   *
   * @default - no connector is created; the output `connectorDocument` contains its document
   */
  readonly connector?: FarmConnectorArgs;
  /**
   * Existing connector to use. The farm then has no connector document, and must not set `connector` or `validation`.
   * Corresponds to the property `connector` of the construct.
   *
   * @default - the farm has its own connector
   */
  readonly useConnector?: ExistingConnectorArgs;
  /**
   * Validates the connector after it is created, and again whenever it or the farm changes. The update fails if the
   * connector does not work.
   *
   * @default - the connector is not validated
   */
  readonly validation?: FarmValidationArgs;
};

/** Refuses `connector` and `validation` together with `useConnector`: a farm does not manage existing connectors. */
function refuseTwoConnectors(component: string, { useConnector, connector, validation }: CiBuildInfraArgs): void {
  for (const [property, value] of Object.entries({ connector, validation })) {
    if (useConnector !== undefined && value !== undefined) {
      const remedy = 'Remove one of the two. To validate an existing connector, use ConnectorValidation.';
      refuseArgument(component, property, 'no value when useConnector is set', remedy);
    }
  }
}

/** Nothing would create and validate the connectors of the teams. */
function refuseTeams(component: string, { teams }: FarmConstruct): void {
  if (teams.length > 0) {
    const remedy = 'Create a component CiBuildInfra for each team, with its own scope, token and allowedProjects.';
    refuseArgument(component, 'configure', 'a function that does not call perTeam', remedy);
  }
}

/** Imports an existing connector into the construct tree of the farm. */
function connectorIn(chart: Chart, given: ExistingConnectorArgs): IKubernetesClusterConnector {
  checkArguments(chart.node.path, given, 'useConnector');
  const { reference, ...attributes } = propsOf<ExistingConnectorArgs>(given);
  const words = { path: chart.node.path, names: { reference: 'useConnector.reference', attributes: 'useConnector' } };
  return inOwnWords(words, () => ConnectorConstruct.fromReference(chart, 'Connector', reference, attributes));
}

/** Imports a namespace of another component into the construct tree of this one. */
function buildNamespaceIn(chart: Chart, index: number, builds: BuildFarmNamespace): IBuildFarmNamespace {
  if (typeof builds !== 'object' || builds === null || isLate(builds) || !('_attributes' in builds)) {
    const remedy = 'Pass the component itself, or pass the name of a namespace to buildNamespaces.';
    refuseKind(chart.node.path, `useBuildNamespaces[${index}]`, builds, 'a BuildFarmNamespace component', remedy);
  }
  return NamespaceConstruct.fromNamespaceName(chart, `Builds.${index}`, asString(builds.namespace), {
    ...builds._attributes,
    serviceAccountName: asString(builds.serviceAccountName),
  });
}

/** A complete farm for CI builds. Creates the same objects as the construct of this name. */
export class CiBuildInfra extends pulumi.ComponentResource implements DelegateOutputs {
  public readonly delegateName: string;
  public readonly delegateNamespace: pulumi.Output<string>;
  public readonly delegateServiceAccountName: pulumi.Output<string>;
  public readonly delegateSelectors: pulumi.Output<string>[];
  public readonly tokenSecretName?: pulumi.Output<string>;
  public readonly delegateVersion?: string;
  public readonly managerEndpoint?: pulumi.Output<string>;
  /** Names of the build namespaces, in the order in which they were added. */
  public readonly buildNamespaces: pulumi.Output<string>[];
  /** Names of the ServiceAccounts for build pods, one per build namespace. */
  public readonly buildServiceAccountNames: pulumi.Output<string>[];
  /** Scoped identifier of the connector, for stages. */
  public readonly connectorReference: string;
  /** Document of the connector, unless `useConnector` is set. */
  public readonly connectorDocument?: pulumi.Output<Document>;
  /** The connector in Harness, if `connector` is set. */
  public readonly connector?: ConnectorResource;
  /** The validation of the connector, if `validation` is set. */
  public readonly validation?: ConnectorValidation;
  /** Kubernetes resources by the path of their construct, prefixed with the component's name. */
  public readonly resources: ReadonlyMap<string, pulumi.CustomResource>;
  /** Documents of the stages that `configure` created, by stage identifier. */
  public readonly stageDocuments: { readonly [identifier: string]: pulumi.Output<Document> };

  /** @throws an error with the component, property, value, expected value and remedy, for invalid input */
  constructor(name: string, args: CiBuildInfraArgs, opts: BridgeOptions = {}) {
    const given = knownArguments({ type: new.target, name }, args, 'CiBuildInfraArgs');
    checkComponentOptions(name, opts);
    checkConnection(name, given);
    super('harness-constructs:index:CiBuildInfra', name, {}, opts);
    refuseTwoConnectors(name, given);
    const { token, delegate, useConnector, useBuildNamespaces = [], configure, ...others } = withoutConnection(given);
    if (configure !== undefined && typeof configure !== 'function') {
      refuseKind(name, 'configure', configure, 'a function', 'Write it as (farm) => { … }.');
    }
    const shared = new Map<IConstruct | undefined, SharedObjects>();
    const build = (chart: Chart) => {
      const props = propsOf<CiBuildInfraProps>({
        ...others,
        ...(token ? { token: tokenOf(name, token) } : {}),
        ...(delegate ? { delegate: delegateIn(chart, 'delegate', delegate) } : {}),
        ...(useConnector ? { connector: connectorIn(chart, useConnector) } : {}),
      });
      // The component has a property `connector` of another meaning.
      const words = { names: { connector: 'useConnector' } };
      const farm = inOwnWords(words, () => new FarmConstruct(chart, 'Farm', props));
      listIn(name, 'useBuildNamespaces', useBuildNamespaces, 'BuildFarmNamespace components').forEach(
        (namespace, index) => {
          const builds = buildNamespaceIn(chart, index, namespace);
          shared.set(builds, namespace._shared);
          farm.useBuildNamespace(builds);
        },
      );
      runCode(name, 'configure', () => configure?.(farm));
      refuseTeams(name, farm);
      return farm;
    };
    // The Role for builds belongs to the namespace, because other farms bind it to their delegates, too.
    const sharedBy = ({ construct, manifest }: TreeObject) =>
      manifest.kind === 'Role' ? shared.get(construct.node.scope) : undefined;
    const farm = bridge(this, name, opts, build, { sharedBy });
    const { result, output, document, resources } = farm;
    const { connector, stages } = result;
    this.resources = resources;
    const about = (construct: IConstruct, ...kinds: string[]) => ({ construct, kinds });
    const workloads = about(result.delegate, ...WORKLOADS);
    this.delegateName = result.delegate.delegateName;
    this.delegateNamespace = output(result.delegate.namespace, about(result.delegate, 'Namespace'));
    this.delegateServiceAccountName = output(
      result.delegate.serviceAccount.name,
      about(result.delegate, 'ServiceAccount'),
    );
    this.delegateSelectors = result.delegate.effectiveTags.map((tag) => output(tag, workloads));
    const own = HarnessDelegate.isHarnessDelegate(result.delegate) ? (result.delegate as HarnessDelegate) : undefined;
    this.tokenSecretName = own ? output(own.tokenSecretName) : delegate?.tokenSecretName;
    this.delegateVersion = own ? own.delegateVersion : delegate?.delegateVersion;
    this.managerEndpoint = own ? output(own.managerEndpoint) : delegate?.managerEndpoint;
    this.buildNamespaces = result.buildNamespaces.map((builds) => output(builds.namespace, about(builds, 'Namespace')));
    this.buildServiceAccountNames = result.buildNamespaces.map((builds) =>
      output(builds.serviceAccountName, about(builds, 'ServiceAccount')),
    );
    this.connectorReference = connector.reference;
    const made = connector.document;
    this.connectorDocument = made && document(made, workloads);
    this.stageDocuments = Object.fromEntries(stages.map((stage) => [stage.identifier, document(stage)]));
    const connection =
      made && farmConnection({ component: this, name, args: given, farm, document: farm.lateDocument(made) });
    this.connector = connection?.connector;
    this.validation = connection?.validation;
    this.registerOutputs({
      delegateName: this.delegateName,
      delegateNamespace: this.delegateNamespace,
      delegateServiceAccountName: this.delegateServiceAccountName,
      delegateSelectors: this.delegateSelectors,
      tokenSecretName: this.tokenSecretName,
      delegateVersion: this.delegateVersion,
      managerEndpoint: this.managerEndpoint,
      buildNamespaces: this.buildNamespaces,
      buildServiceAccountNames: this.buildServiceAccountNames,
      connectorReference: this.connectorReference,
      connectorDocument: this.connectorDocument,
      validation: this.validation?.status,
      stageDocuments: this.stageDocuments,
    });
  }
}

ownClass(CiBuildInfra);
