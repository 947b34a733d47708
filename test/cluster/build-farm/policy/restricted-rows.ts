/** Rows of namespaces that audit the level restricted, and of those with the init container of a mesh. */
import { asInitContainer, type Change } from '../pods';
import { type Attempt, HOST_PATH_ROW, type Row } from './rows';
import { withVolume } from './volumes';

/** What a stage sets there for each of its containers. */
const HARDENED = {
  privileged: false,
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
};

/** A container that breaks one rule, and an init container like it. Pod Security admits both at the level baseline. */
function both(what: string, securityContext: object): Attempt[] {
  const change: Change = { container: { securityContext: { ...HARDENED, ...securityContext } } };
  return [
    { what, change },
    { what: `${what}, for an init container`, change: asInitContainer(change) },
  ];
}

/** Rows that the level baseline has not. */
export const RESTRICTED_ROWS: readonly Row[] = [
  {
    words: 'Build containers must not run as root',
    attempts: [
      ...both('a container that can run as root', { runAsNonRoot: false }),
      ...both('a container that does not say that it does not run as root', { runAsNonRoot: undefined }),
      ...both('the user root', { runAsUser: 0 }),
      { what: 'the user root for the pod', change: { spec: { securityContext: { runAsUser: 0 } } } },
    ],
  },
  {
    words: 'Build containers must not allow privilege escalation',
    attempts: [
      ...both('privilege escalation', { allowPrivilegeEscalation: true }),
      ...both('privilege escalation by default', { allowPrivilegeEscalation: undefined }),
    ],
  },
  {
    words: 'Build containers must drop all capabilities',
    attempts: [
      ...both('the capabilities of the runtime', { capabilities: undefined }),
      ...both('only some capabilities dropped', { capabilities: { drop: ['CHOWN', 'KILL'] } }),
    ],
  },
];

/** Instead of the row of the level baseline. */
export const RESTRICTED_CAPABILITIES_ROW: Row = {
  words: 'Build containers must not add capabilities beyond the Pod Security level restricted',
  attempts: both('a capability that only baseline allows', { capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
};

const NET_ADMIN: Change = { container: { securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } } } };

/** The init container of a mesh needs them. */
export const MESH_CAPABILITIES: readonly Change[] = [NET_ADMIN, asInitContainer(NET_ADMIN)];

/** Without such a mesh. */
export const NO_MESH_ROW: Row = {
  words: 'Build containers must not add capabilities',
  attempts: MESH_CAPABILITIES.map((change, index) => ({
    what: `capabilities of a mesh, for ${['a container', 'an init container'][index]}`,
    change,
    also: 'Pod Security' as const,
  })),
};

/** Rows of a namespace with the init container of a mesh. */
export const MESH_ROWS: readonly Row[] = [
  {
    words: 'Build containers must not add capabilities beyond the Pod Security level baseline',
    attempts: [
      {
        what: 'a capability that the mesh does not need',
        change: { container: { securityContext: { capabilities: { add: ['NET_ADMIN', 'SYS_ADMIN'] } } } },
        also: 'Pod Security',
      },
    ],
  },
  HOST_PATH_ROW,
];

/** Instead of the row without types that are opened by name. */
export const OPENED_ROW: Row = {
  words: 'Build pods must not mount volumes of types other than',
  attempts: [{ what: 'a driver that is not opened', change: withVolume('csi', { driver: 'csi.example.org' }) }],
};
