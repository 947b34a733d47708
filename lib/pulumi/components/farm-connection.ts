/** Creates the connector of a farm in Harness and then validates it, both after the objects of the farm. */
import * as pulumi from '@pulumi/pulumi';
import { BuildFarmNamespace, type IBuildFarmNamespace } from '../../build-namespace';
import { definedOf, HarnessConstructsError, isPlainObject } from '../../core';
import type { CiBuildInfra as FarmConstruct, CiBuildInfraProps } from '../../farm';
import type { Bridged, Document } from '../bridge';
import { type Check, known, struct, throwRefused } from '../dynamic/input-checks';
import { CONNECTOR_RESOURCE, encrypted } from '../dynamic/resource-inputs';
import { VALIDATION_MEMBERS, validationCheck } from '../dynamic/validation-provider';
import { type ClusterArgs, ConnectorValidation, type ValidationArgs } from '../resources/connector-validation';
import {
  type ConnectorResourceArgs,
  KubernetesClusterConnector,
  type PlatformArgs,
} from '../resources/kubernetes-cluster-connector';

/**
 * How a farm creates its connector in Harness. The farm provides the document. `endpoint` defaults to the gateway of
 * the platform to which the delegate connects.
 */
export type FarmConnectorArgs = Omit<ConnectorResourceArgs, 'accountId'>;

/**
 * How a farm validates its connector. The farm provides the connector, the delegate's tags, generation and
 * ServiceAccount, the Kubernetes version, and the build namespaces, of which those with a loose isolation can be
 * privileged. The endpoint, certificate authority and API key default to those of `connector`.
 */
export interface FarmValidationArgs
  extends
    Omit<PlatformArgs, 'accountId'>,
    Pick<ValidationArgs, 'delegateGeneration' | 'plUseRunner' | 'policies' | 'timeoutSeconds' | 'pollIntervalSeconds'> {
  /**
   * Options of the cluster probe, which checks whether builds can run in the cluster.
   *
   * @default - the cluster probe is skipped
   */
  readonly cluster?: ClusterArgs;
  /**
   * Additional values whose change triggers a new validation, next to the connector and the objects of the farm.
   *
   * @default - none
   */
  readonly triggers?: pulumi.Input<unknown[]>;
}

/** Arguments of a farm that concern its connector and validation. */
interface ConnectionArgs extends Pick<CiBuildInfraProps, 'connectionTest' | 'platform'> {
  readonly delegateOptions?: { readonly mutualTls?: unknown; readonly unsafePlainHttp?: boolean };
  readonly accountId: pulumi.Input<string>;
  readonly kubernetesVersion?: pulumi.Input<string>;
  readonly connector?: FarmConnectorArgs;
  readonly validation?: FarmValidationArgs;
}

/** A registered farm. */
interface RegisteredFarm {
  readonly component: pulumi.ComponentResource & {
    readonly delegateSelectors: pulumi.Output<string>[];
    readonly managerEndpoint?: pulumi.Output<string>;
  };
  readonly name: string;
  readonly args: ConnectionArgs;
  readonly farm: Bridged<FarmConstruct>;
  /** Document of the farm's connector, which can contain Outputs. */
  readonly document: Document;
}

/** Connector and validation of a farm. */
export interface FarmConnection {
  readonly connector?: KubernetesClusterConnector;
  readonly validation?: ConnectorValidation;
}

const CONNECTOR: Check = known(encrypted(struct('FarmConnectorArgs', CONNECTOR_RESOURCE)));

const VALIDATION: Check = known(validationCheck(struct('FarmValidationArgs', VALIDATION_MEMBERS)));

/** Refuses wrong arguments before anything is registered. The validation inherits `unsafePlainHttp` of the connector. */
export function checkConnection(name: string, { connector, validation }: ConnectionArgs): void {
  const inherited = isPlainObject(connector) ? { unsafePlainHttp: connector.unsafePlainHttp } : {};
  const effective = isPlainObject(validation) ? { ...inherited, ...definedOf(validation) } : validation;
  throwRefused(name, [
    ...(connector === undefined ? [] : CONNECTOR('connector', connector)),
    ...(validation === undefined ? [] : VALIDATION('validation', effective)),
  ]);
}

/** Returns the arguments of the construct. */
export function withoutConnection<T extends ConnectionArgs>(args: T): Omit<T, 'connector' | 'validation'> {
  const { connector, validation, ...others } = args;
  return others;
}

/** Creates the connector and the validation, as far as the arguments request them. */
export function farmConnection(registered: RegisteredFarm): FarmConnection {
  const { component: parent, farm, args } = registered;
  const dependsOn = [...farm.resources.values()];
  const connector = args.connector && makeConnector(registered, args.connector, { parent, dependsOn });
  const after = connector ? [...dependsOn, connector] : dependsOn;
  const validation = args.validation && validate(registered, args.validation, { parent, dependsOn: after }, connector);
  return { connector, validation };
}

function makeConnector(
  registered: RegisteredFarm,
  given: FarmConnectorArgs,
  options: pulumi.CustomResourceOptions,
): KubernetesClusterConnector {
  const { name, args, document } = registered;
  const { endpoint = gatewayOf(registered, 'connector') } = given;
  return new KubernetesClusterConnector(
    `${name}/Connector`,
    { ...given, accountId: args.accountId, endpoint, document },
    options,
  );
}

function validate(
  registered: RegisteredFarm,
  { triggers = [], cluster, ...own }: FarmValidationArgs,
  options: pulumi.CustomResourceOptions,
  connector?: KubernetesClusterConnector,
): ConnectorValidation {
  const { name, args, farm, component, document } = registered;
  const given = definedOf(own);
  const {
    endpoint = gatewayOf(registered, 'validation'),
    unsafePlainHttp,
    certificateAuthority,
    apiKey,
  } = {
    ...definedOf(args.connector ?? {}),
    ...given,
  };
  const changes = pulumi.all([farm.fingerprint(), connector?.lastModifiedAt, triggers]);
  return new ConnectorValidation(
    `${name}/Validation`,
    {
      ...given,
      accountId: args.accountId,
      endpoint,
      unsafePlainHttp,
      certificateAuthority,
      apiKey,
      connector: addressIn(document),
      delegateSelectors: component.delegateSelectors,
      delegateGeneration: given.delegateGeneration ?? farm.result.delegate.generation,
      cluster: cluster && { ...clusterOf(registered), ...definedOf(cluster), kubeconfig: cluster.kubeconfig },
      triggers: changes.apply(([objects, modified, more]) => [objects, modified ?? null, ...more]),
    },
    options,
  );
}

/** Returns the options of the cluster probe that follow from the farm. */
function clusterOf({ farm, args }: RegisteredFarm): Omit<ClusterArgs, 'kubeconfig'> {
  const { delegate, buildNamespaces } = farm.result;
  const { connectionTest = true, kubernetesVersion, platform } = args;
  const loose = buildNamespaces.filter(isLoose);
  return {
    serviceAccount: { namespace: farm.output(delegate.namespace), name: farm.output(delegate.serviceAccount.name) },
    buildNamespaces: buildNamespaces.map(({ namespace }) => farm.output(namespace)),
    privilegedNamespaces: loose.length > 0 ? loose.map(({ namespace }) => farm.output(namespace)) : undefined,
    kubernetesVersion,
    features: platform?._record.isOpenShift ? ['ci-builds', 'ci-builds-openshift'] : ['ci-builds'],
    skipDefaultNamespaceValidation: !connectionTest,
  };
}

/** Whether builds of the namespace use the node on purpose. */
function isLoose(namespace: IBuildFarmNamespace): boolean {
  return BuildFarmNamespace.isBuildFarmNamespace(namespace) && (namespace as BuildFarmNamespace).isolation.isLoose;
}

/**
 * Returns the gateway on the host of the manager to which the delegate connects. With mutual TLS the delegate connects
 * to another host, and the API key must only be sent over TLS: in these cases the endpoint must be set explicitly.
 */
function gatewayOf({ component, name, args }: RegisteredFarm, property: string): pulumi.Output<string> {
  const { mutualTls, unsafePlainHttp } = args.delegateOptions ?? {};
  if (component.managerEndpoint === undefined || mutualTls !== undefined || unsafePlainHttp === true) {
    throw new HarnessConstructsError({
      constructPath: name,
      property: `${property}.endpoint`,
      problem: 'missing',
      allowed: 'the URL of the Harness gateway, which cannot be derived from the delegate',
      remedy: 'Set it, for example to https://app.harness.io/gateway.',
    });
  }
  return component.managerEndpoint.apply((endpoint) => `${endpoint}/gateway`);
}

function addressIn(document: Document): ValidationArgs['connector'] {
  const { identifier, orgIdentifier, projectIdentifier } = document.connector as ValidationArgs['connector'];
  return { identifier, orgIdentifier, projectIdentifier };
}
