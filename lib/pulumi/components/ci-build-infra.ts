import * as pulumi from '@pulumi/pulumi';
import type { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { BuildFarmNamespace as NamespaceConstruct, type IBuildFarmNamespace } from '../../build-farm';
import { CiBuildInfra as FarmConstruct, type CiBuildInfraProps } from '../../ci-build-infra';
import {
  type ConnectorAttributes,
  type IKubernetesClusterConnector,
  KubernetesClusterConnector as ConnectorConstruct,
} from '../../connector';
import { HarnessDelegate } from '../../delegate';
import { checkArguments, kindOf, refuseArgument, runCode } from '../arguments';
import { bridge, type BridgeOptions, type Document, WORKLOADS } from '../bridge';
import { type DelegateInput, delegateIn, type DelegateOutputs, type TokenInput, tokenOf } from '../delegates';
import type { InputsOf } from '../inputs';
import { asString, isLate } from '../late-outputs';
import { propsOf } from '../props-of';
import type { ConnectorValidation } from '../resources/connector-validation';
import type { KubernetesClusterConnector as ConnectorResource } from '../resources/kubernetes-cluster-connector';
import type { SharedObjects } from '../shared-objects';
import type { TreeObject } from '../tree-objects';
import type { BuildFarmNamespace } from './build-farm-namespace';
import { farmConnection, type FarmConnectorArgs, type FarmValidationArgs, withoutConnection } from './farm-connection';

/** A connector that exists already. */
export interface ExistingConnectorArgs extends ConnectorAttributes {
  /** How Harness refers to it, for example `account.farm`. */
  readonly reference: string;
}

/**
 * Arguments of `CiBuildInfra`: the properties of the construct, with `pulumi.Input` on every text. What they are and mean is
 * listed with the construct, under `CiBuildInfraProps` in [API.md](../API.md#harness-constructs.CiBuildInfraProps).
 */
export type CiBuildInfraArgs = Omit<InputsOf<CiBuildInfraProps>, 'token' | 'delegate' | 'connector'> & {
  /**
   * Token by which the farm's delegate signs on: a reference, or an Output, of which a Secret is made.
   *
   * @default - required, unless `delegate` is given
   */
  readonly token?: TokenInput;
  /**
   * A delegate of another component, in place of one of the farm's own.
   *
   * @default - the farm makes one
   */
  readonly delegate?: DelegateInput;
  /**
   * Namespaces of other components, in which the farm runs builds as well.
   *
   * @default - none
   */
  readonly useBuildNamespaces?: BuildFarmNamespace[];
  /**
   * Adds to the farm what the properties do not say: namespaces with settings of their own, stages, further delegates.
   * An Output goes into a text by `asString(output)`.
   *
   * @default - nothing
   */
  readonly configure?: (farm: FarmConstruct) => void;
  /**
   * Makes the farm's connector in Harness, once the farm is there. `{}` does so with the key of the environment variable
   * `HARNESS_PLATFORM_API_KEY`. What the connector says is for `connectorOptions`.
   *
   * @default - the document alone, as the output `connectorDocument`
   */
  readonly connector?: FarmConnectorArgs;
  /**
   * A connector that exists already, in place of one of the farm's own: then there is no document of it, and nothing to make
   * or to prove. `connector` of the construct is this.
   *
   * @default - the farm has a connector of its own
   */
  readonly useConnector?: ExistingConnectorArgs;
  /**
   * Proves that the connector works, once it is there, and again whenever it or the farm has changed. When it does not
   * work, the update fails.
   *
   * @default - nothing is proven
   */
  readonly validation?: FarmValidationArgs;
};

/** Whether the farm has made the connector, and not merely refers to it. */
function isMade(connector: IKubernetesClusterConnector): connector is ConnectorConstruct {
  return 'documentPath' in connector;
}

/** What exists already is neither made nor proven by the farm. */
function refuseTwoConnectors(component: string, { useConnector, connector, validation }: CiBuildInfraArgs): void {
  for (const [property, value] of Object.entries({ connector, validation })) {
    if (useConnector !== undefined && value !== undefined) {
      const remedy = 'Remove one of the two; ConnectorValidation by itself proves any connector.';
      refuseArgument(component, property, 'nothing beside useConnector', remedy);
    }
  }
}

/** A connector that exists already, in the tree of the farm. */
function connectorIn(chart: Chart, given: ExistingConnectorArgs): IKubernetesClusterConnector {
  checkArguments(chart.node.path, given, 'useConnector');
  const { reference, ...attributes } = propsOf<ExistingConnectorArgs>(given);
  return ConnectorConstruct.fromReference(chart, 'Connector', reference, attributes);
}

/** A namespace of another component, in the tree of this one. */
function buildNamespaceIn(chart: Chart, index: number, builds: BuildFarmNamespace): IBuildFarmNamespace {
  if (typeof builds !== 'object' || builds === null || isLate(builds) || !('_attributes' in builds)) {
    const allowed = `a component BuildFarmNamespace, not ${kindOf(builds)}`;
    const remedy = 'Pass the component itself; for the name of a namespace there is buildNamespaces.';
    refuseArgument(chart.node.path, `useBuildNamespaces[${index}]`, allowed, remedy);
  }
  return NamespaceConstruct.fromNamespaceName(chart, `Builds.${index}`, asString(builds.namespace), {
    ...builds._attributes,
    serviceAccountName: asString(builds.serviceAccountName),
  });
}

/** A whole farm for CI builds, as the construct of this name makes it. */
export class CiBuildInfra extends pulumi.ComponentResource implements DelegateOutputs {
  public readonly delegateName: string;
  public readonly delegateNamespace: pulumi.Output<string>;
  public readonly delegateServiceAccountName: pulumi.Output<string>;
  public readonly delegateSelectors: pulumi.Output<string>[];
  public readonly tokenSecretName?: pulumi.Output<string>;
  public readonly delegateVersion?: string;
  public readonly managerEndpoint?: pulumi.Output<string>;
  /** The namespaces for builds, in the order in which they were added. */
  public readonly buildNamespaces: pulumi.Output<string>[];
  /** The ServiceAccounts for build pods, one for each of them. */
  public readonly buildServiceAccountNames: pulumi.Output<string>[];
  /** How stages refer to the connector. */
  public readonly connectorReference: string;
  /** The document of the connector, where the farm has made it. */
  public readonly connectorDocument?: pulumi.Output<Document>;
  /** The connector in Harness, where `connector` is given. */
  public readonly connector?: ConnectorResource;
  /** The proof that the connector works, where `validation` is given. */
  public readonly validation?: ConnectorValidation;
  /** The resources of Kubernetes, by the path of their construct, the component's name in front. */
  public readonly resources: ReadonlyMap<string, pulumi.CustomResource>;
  /** The documents of the stages that `configure` has made, by the identifier of the stage. */
  public readonly stageDocuments: { readonly [identifier: string]: pulumi.Output<Document> };

  /** @throws an error with component, property, value, what is allowed and what to do, for bad input. */
  constructor(name: string, args: CiBuildInfraArgs, opts: BridgeOptions = {}) {
    super('harness-constructs:index:CiBuildInfra', name, {}, opts);
    checkArguments(name, args);
    refuseTwoConnectors(name, args);
    const { token, delegate, useConnector, useBuildNamespaces = [], configure, ...others } = withoutConnection(args);
    const shared = new Map<IConstruct | undefined, SharedObjects>();
    const build = (chart: Chart) => {
      const farm = new FarmConstruct(
        chart,
        'Farm',
        propsOf<CiBuildInfraProps>({
          ...others,
          ...(token ? { token: tokenOf(name, token) } : {}),
          ...(delegate ? { delegate: delegateIn(chart, 'delegate', delegate) } : {}),
          ...(useConnector ? { connector: connectorIn(chart, useConnector) } : {}),
        }),
      );
      useBuildNamespaces.forEach((namespace, index) => {
        const builds = buildNamespaceIn(chart, index, namespace);
        shared.set(builds, namespace._shared);
        farm.useBuildNamespace(builds);
      });
      runCode(name, 'configure', () => configure?.(farm));
      return farm;
    };
    // The role for builds is the namespace's: other farms give it to their delegates as well.
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
    const made = isMade(connector) ? connector : undefined;
    this.connectorDocument = made && document(made, workloads);
    this.stageDocuments = Object.fromEntries(stages.map((stage) => [stage.identifier, document(stage)]));
    const connection = made && farmConnection({ component: this, name, args, farm, document: farm.lateDocument(made) });
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
