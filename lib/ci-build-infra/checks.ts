import type { Construct } from 'constructs';
import {
  type BuildFarmNamespaceProps,
  type BuildNamespaceOptions,
  type Istio,
  IstioPortHandling,
  OPTION_SHAPES,
} from '../build-farm';
import { CONNECTOR_SHAPES } from '../connector';
import { DELEGATE, DELEGATE_SHAPES, type HarnessDelegateProps, PodSecurityLevel } from '../delegate';
import { STAGE_POD_OPTIONS } from '../pipeline';
import {
  ACCOUNT_ID,
  ANYTHING,
  constructProps,
  definedOf,
  DNS_LABEL,
  FLAG,
  instance,
  isUnresolved,
  LABEL_VALUE,
  listOf,
  PropertyChecks,
  required,
  type ShapesOf,
  struct,
  TEXT,
} from '../values';
import type { CiBuildInfraProps, CiConnectorOptions, CiDelegateOptions } from './props';

/** The properties of a farm, held against each other. */
export interface CheckedFarm {
  readonly props: CiBuildInfraProps;
  readonly hasHeadlessService: boolean;
  /** What every namespace for builds has unless it says otherwise. */
  readonly namespaceDefaults: BuildFarmNamespaceProps;
  /** Id of the construct of a namespace. Throws where the namespace does not fit the farm. */
  readonly idFor: (namespace: string, options: BuildNamespaceOptions) => string;
}

const OWN_DELEGATE = [
  'delegateName',
  'image',
  'token',
  'delegateOptions',
  'delegateNamespace',
  'createDelegateNamespace',
  'connectionTest',
  'additionalAccess',
] as const;

/** Throws for properties of which each is fine and all together are not. What each may be, its construct checks. */
export function checkFarm(scope: Construct, props: CiBuildInfraProps): CheckedFarm {
  const checks = new PropertyChecks(scope);
  SHAPE(checks, '', props);
  checks.text('accountId', props.accountId, ACCOUNT_ID);
  if (props.delegateNamespace !== undefined) {
    checks.text('delegateNamespace', props.delegateNamespace, DNS_LABEL);
  }
  // The delegate's pods carry it as a label.
  if (props.istio?._options.revision !== undefined) {
    checks.text('istio.revision', props.istio._options.revision, LABEL_VALUE);
  }
  checkDelegate(checks, props);
  checkConnector(checks, props);
  checkShared(checks, props);
  checkHeadlessService(checks, props);
  const hasHeadlessService = props.headlessService ?? props.istio !== undefined;
  let late = 0;
  return {
    props,
    hasHeadlessService,
    namespaceDefaults: namespaceDefaults(props),
    idFor: (namespace, options) => {
      checkHeadlessService(checks, { istio: options?.istio, headlessService: hasHeadlessService });
      const id = isUnresolved(namespace) ? `Builds.${late++}` : `Builds.${namespace}`;
      if (scope.node.tryFindChild(id) !== undefined) {
        checks.refuse('buildNamespaces', namespace, 'each namespace once', 'Remove one of the two.');
      }
      return id;
    },
  };
}

/** What the farm itself decides for its delegate: everything else is for `delegateOptions`. */
const DECIDED: { readonly [property in Exclude<keyof HarnessDelegateProps, keyof CiDelegateOptions>]: true } = {
  accountId: true,
  delegateName: true,
  image: true,
  token: true,
  access: true,
  scope: true,
  namespace: true,
  createNamespace: true,
  podSecurityLevel: true,
  profile: true,
  adoption: true,
};
const DELEGATE_OPTION_SHAPES = Object.fromEntries(
  Object.entries(DELEGATE_SHAPES).filter(([property]) => !Object.hasOwn(DECIDED, property)),
) as ShapesOf<CiDelegateOptions>;

const { scope, ...CONNECTOR_OPTION_SHAPES } = CONNECTOR_SHAPES;

const SHAPE = constructProps<CiBuildInfraProps>({
  ...OPTION_SHAPES,
  accountId: required(TEXT),
  // These the delegate checks, also whether they are there.
  delegateName: ANYTHING,
  image: ANYTHING,
  token: ANYTHING,
  delegate: DELEGATE,
  delegateOptions: struct(DELEGATE_OPTION_SHAPES),
  delegateNamespace: TEXT,
  buildNamespaces: listOf(TEXT),
  sharedNamespace: FLAG,
  createDelegateNamespace: FLAG,
  connectionTest: FLAG,
  headlessService: FLAG,
  additionalAccess: instance('a choice of DelegateAccess', '_grants'),
  scope,
  connectorOptions: struct<CiConnectorOptions>({
    ...CONNECTOR_OPTION_SHAPES,
    name: TEXT,
    ignoreTestConnection: FLAG,
  }),
  connector: instance('a KubernetesClusterConnector', 'reference'),
  stagePodOptions: STAGE_POD_OPTIONS,
});

/** A delegate that exists is not set up again. */
function checkDelegate(checks: PropertyChecks, props: CiBuildInfraProps): void {
  const { delegate } = props;
  const given = OWN_DELEGATE.find((property) => props[property] !== undefined);
  if (delegate !== undefined && given !== undefined) {
    checks.refuse(
      given,
      undefined,
      'nothing beside delegate: that one is set up where it is made',
      `Leave ${given} or delegate out.`,
    );
  }
}

/** Neither is a connector. */
function checkConnector(checks: PropertyChecks, { connector, connectorOptions }: CiBuildInfraProps): void {
  if (connector !== undefined && connectorOptions !== undefined) {
    checks.refuse(
      'connectorOptions',
      undefined,
      'nothing beside connector: that one is set up where it is made',
      'Leave one of the two out.',
    );
  }
}

function checkShared(checks: PropertyChecks, props: CiBuildInfraProps): void {
  const { sharedNamespace, buildNamespaces, isolation, delegateOptions } = props;
  if (!sharedNamespace) {
    return;
  }
  if (delegateOptions?.unsafeRunAsRoot && isolation?.podSecurityLevel === PodSecurityLevel.RESTRICTED) {
    checks.refuse(
      'delegateOptions.unsafeRunAsRoot',
      true,
      `false in a namespace with the isolation of its builds (${isolation.toString()}), which the delegate shares`,
      'Leave it out, use BuildIsolation.baseline(), or give builds a namespace of their own.',
    );
  }
  if (buildNamespaces !== undefined) {
    checks.refuse(
      'buildNamespaces',
      buildNamespaces,
      'none beside sharedNamespace: builds run in the namespace of the delegate',
      'Leave one of the two out; add further namespaces by addBuildNamespace.',
    );
  }
}

/** Under STRICT mode the delegate cannot reach a build that the mesh does not know by a Service. */
function checkHeadlessService(
  checks: PropertyChecks,
  { istio, headlessService }: { readonly istio?: Istio; readonly headlessService?: boolean },
): void {
  const isExcluded = istio?._options.portHandling === IstioPortHandling.UNSAFE_EXCLUDE_PORT;
  if (istio?.strict && headlessService === false && !isExcluded) {
    checks.refuse(
      'headlessService',
      false,
      'true with Istio in STRICT mode, unless the port is excluded from the mesh',
      'Leave it out, or say Istio.…({ strict: false }) where the mesh accepts plain text.',
    );
  }
}

function namespaceDefaults(props: CiBuildInfraProps): BuildFarmNamespaceProps {
  const all: { readonly [name: string]: unknown } = { ...props };
  return definedOf(Object.fromEntries(Object.keys(OPTION_SHAPES).map((name) => [name, all[name]])));
}
