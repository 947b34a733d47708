/** A namespace that an app imports: what objects of the app say about it, and what nobody here knows. */
import { type AppliedPolicy, declaredNamespace, inWords, levelWords } from '../../evaluation';
import type { ResolvedBuildFarm } from '../build-namespace-objects';
import { BuildEgress } from '../egress';
import { PolicyEnforcement } from '../enforcement';
import { BuildIsolation } from '../isolation';
import { type Istio, marksOf } from '../istio';
import type { ClusterPlatform } from '../platform';
import type { Described } from './delegate-pods';
import { freedomWords, isRefused, nodeFreedoms, policyWords, seccompLines } from './isolation-lines';

/** What a program tells about a namespace that it imports. */
export interface ImportedPlace {
  readonly namespace: string;
  readonly serviceAccountName: string;
  readonly istio?: Istio;
  readonly platform: ClusterPlatform;
}

/** The place as a build namespace that declares nothing. */
export function neutralFarm(place: ImportedPlace): ResolvedBuildFarm {
  return {
    ...place,
    createNamespace: false,
    createServiceAccount: false,
    allowedAccounts: [place.serviceAccountName],
    imagePullSecrets: [],
    isolation: BuildIsolation.baseline(),
    hasUserNamespaces: false,
    costLabels: {},
    enforcement: PolicyEnforcement.deny(),
    admission: { exists: false, why: 'the namespace is imported' },
    volumeTypes: [],
    allowedProjects: [],
    egress: BuildEgress.everythingButCloudMetadata(),
    dnsServers: [],
    dnsPorts: [],
    isPruneProtected: false,
    isOpenShift: place.platform._record.isOpenShift === true,
    istioMarks: marksOf(place.istio),
    labels: {},
    annotations: {},
  };
}

/** Who declares the namespace. Nothing is said of one that a construct creates, or that the API server refuses. */
export function originWords(described: Described): string {
  const { objects, namespace, isImported = false } = described;
  if (!isImported || isRefused(described)) {
    return '';
  }
  return declaredNamespace(objects, namespace).isDeclared ? ', which the app declares itself' : ', created elsewhere';
}

export function importedIsolationLines(described: Described, policies: readonly AppliedPolicy[]): string[] {
  const { objects, namespace } = described;
  const declared = declaredNamespace(objects, namespace);
  if (!declared.isDeclared && policies.length === 0) {
    return ['Isolation: not known: no Pod Security level and no admission policy are declared here.'];
  }
  const words = levelWords(declared);
  const here = declared.isDeclared ? '' : ' declared here';
  const level = words === undefined ? `no Pod Security level${here}` : `Pod Security level ${words}`;
  const freedoms = freedomWords(nodeFreedoms(described, policies));
  const admitted = freedoms.length > 0 ? `; nothing${here} keeps builds from ${inWords(freedoms)}` : '';
  const isExposed = declared.isDeclared && freedoms.length > 0;
  return [
    `Isolation: ${level}${policyWords(described, policies)}${admitted}.`,
    ...(isExposed ? ['EXPOSED: the node.'] : []),
    ...seccompLines(described, policies, declared.podSecurityLevel),
    ...(policies.length > 0 ? [] : ['NOTE: no admission policy is declared here for its builds.']),
  ];
}
