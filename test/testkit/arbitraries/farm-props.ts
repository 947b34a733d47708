/** Random properties of a whole farm. */
import * as fc from 'fast-check';
import { DelegateProfile, type HarnessDelegateProps } from '../../../lib/delegate';
import type { CiBuildInfraProps, CiConnectorOptions, CiDelegateOptions } from '../../../lib/farm';
import { delegateAccess } from './access';
import { buildNamespace, consistentOptions, type Options, options, type Writable } from './build-namespace-props';
import { hasIdentity } from './farm-choices';
import { delegateProps } from './delegate-props';
import { identityProps } from './identity';
import { type ArbitraryOf, makingOf, named, struct } from './recorded';
import { dnsLabel, someText } from './texts';

/** The delegate and the connector that exist already are constructs, which a test makes itself. */
export type RandomFarmProps = Omit<CiBuildInfraProps, 'delegate' | 'connector'>;

const NOT_OPTIONS: (keyof HarnessDelegateProps)[] = [
  'accountId',
  'delegateName',
  'image',
  'token',
  'access',
  'scope',
  'namespace',
  'createNamespace',
  'podSecurityLevel',
  'profile',
];

/** Everything of a delegate that a farm makes. */
/** A farm takes over no delegate. */
const delegates = delegateProps.filter(
  ({ profile, adoption }) => profile !== DelegateProfile.DOCUMENTED && adoption === undefined,
);

function delegateOptionsOf(props: HarnessDelegateProps): CiDelegateOptions {
  const entries = Object.entries(props).filter(([name]) => !NOT_OPTIONS.includes(name as keyof HarnessDelegateProps));
  return named<CiDelegateOptions>('CiDelegateOptions', Object.fromEntries(entries));
}

const ownProps: ArbitraryOf<Omit<RandomFarmProps, keyof Options>> = {
  // Harness labels build pods with no other.
  accountId: identityProps.accountId.filter((id) => /^[A-Za-z0-9]([-_A-Za-z0-9]*[A-Za-z0-9])?$/.test(id)),
  delegateName: identityProps.delegateName,
  image: identityProps.image,
  token: identityProps.token,
  delegateOptions: fc.constant({}),
  delegateNamespace: dnsLabel.map((name) => `d${name}`.slice(0, 63).replace(/-+$/, '')),
  createDelegateNamespace: fc.boolean(),
  buildNamespaces: fc.uniqueArray(buildNamespace, { minLength: 1, maxLength: 3 }),
  sharedNamespace: fc.boolean(),
  connectionTest: fc.boolean(),
  additionalAccess: delegateAccess,
  headlessService: fc.boolean(),
  scope: identityProps.scope,
  connectorOptions: struct<CiConnectorOptions>(
    'CiConnectorOptions',
    {
      name: fc.stringMatching(/^[a-z][-0-9a-zA-Z_ .]{0,40}$/),
      identifier: fc.stringMatching(/^[a-zA-Z_][0-9a-zA-Z_]{5,40}$/),
      description: someText,
      tags: fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), someText, { maxKeys: 2 }).map((tags) => ({ ...tags })),
      ignoreTestConnection: fc.boolean(),
    },
    [],
    // The identifiers of some names are reserved.
  ).map((given) => Object.assign(given, { identifier: given.identifier ?? 'build_cluster' })),
  stagePodOptions: fc.constantFrom(
    {},
    { increasedDefaults: true },
    { sidecar: { requests: { cpu: '10m', memory: '40Mi' }, limits: { cpu: '2', memory: '1Gi' } } },
  ),
};

/** Random properties of a whole farm. */
export const farmProps: fc.Arbitrary<RandomFarmProps> = fc
  .tuple(struct<RandomFarmProps>('CiBuildInfraProps', { ...ownProps, ...options }, ['accountId']), delegates)
  .map(([given, delegate]) => named('CiBuildInfraProps', consistentFarm(given, delegate)));

const ONE_CONTAINER = { resources: undefined, sidecars: undefined, initContainers: undefined };

function consistentFarm(given: RandomFarmProps, delegate: HarnessDelegateProps): RandomFarmProps {
  const props: Writable<RandomFarmProps> = consistentOptions(given);
  const { delegateName, image, token, ...options } = delegate;
  Object.assign(props, { delegateName, image, token });
  props.delegateOptions = given.delegateOptions && delegateOptionsOf(options as HarnessDelegateProps);
  if (props.delegateOptions === undefined) props.delegateOptions = { generation: delegate.generation };
  if (makingOf(props.platform)?.name === 'ClusterPlatform.openShift' || props.delegateOptions.openShift) {
    props.delegateOptions = named('CiDelegateOptions', { ...props.delegateOptions, unsafeRunAsRoot: undefined });
  }
  if (!hasIdentity(props.platform, props.delegateOptions.cloudIdentity))
    props.delegateOptions = named('CiDelegateOptions', { ...props.delegateOptions, cloudIdentity: undefined });
  // The random resources and containers can be larger than a pod of Autopilot.
  if (makingOf(props.platform)?.name === 'ClusterPlatform.gkeAutopilot')
    props.delegateOptions = named('CiDelegateOptions', { ...props.delegateOptions, ...ONE_CONTAINER });
  if (props.istio?.strict) delete props.headlessService;
  if (props.sharedNamespace) delete props.buildNamespaces;
  // Builds could take the account of an upgrader beside them.
  if (props.sharedNamespace)
    props.delegateOptions = named('CiDelegateOptions', { ...props.delegateOptions, upgrader: undefined });
  // A namespace that builds need restricted would admit no pod of root.
  // The delegate may need more than a total, or have a container without limits.
  const { total, requests } = props.quota?._source ?? {};
  if (props.sharedNamespace && (total !== undefined || requests?.limits !== undefined)) delete props.quota;
  if (props.sharedNamespace && makingOf(props.isolation)?.name === 'BuildIsolation.restricted')
    props.delegateOptions = named('CiDelegateOptions', { ...props.delegateOptions, unsafeRunAsRoot: undefined });
  // Delegate and builds may share a namespace, but no ServiceAccount.
  if (props.serviceAccountName === props.delegateName) delete props.serviceAccountName;
  // Some names hold nothing that could be an identifier: digits alone, or a reserved word.
  props.connectorOptions ??= named('CiConnectorOptions', { identifier: 'build_cluster' });
  return props;
}
