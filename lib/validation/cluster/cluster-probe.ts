/** The probe that asks the cluster: whether the namespaces exist, and which rights the account lacks. */
import { type Feature, rulesOf } from '../../access';
import type { PodSecurityLevel } from '../../workload';
import { Redaction } from '../findings';
import type { ClusterProbeOptions } from '../props';
import type { Finding } from '../result';
import type { ProbeContext } from '../run-probe';
import { ClusterFailure, foundInCluster, here, type Surroundings } from './cluster-failure';
import { type Answer, Connection, credentialsOf } from './connection';
import { lackOf, rightsMissing } from './rights';
import { lookAtVersion } from './server-version';

const SECRET = { apiVersion: 'v1', kind: 'Secret', metadata: { generateName: 'harness-connector-test-' } };

/** Whether a namespace exists. `hidden`: the account is not permitted to find out. */
export type Presence = 'present' | 'absent' | 'ending' | 'hidden';

/** What is known about a namespace. */
interface Look {
  readonly presence: Presence;
  /** Its labels; `undefined` if the credentials cannot read it. */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * Looks up a namespace. Build accounts cannot read namespaces, so the credentials themselves are used first. If they
 * cannot either, a dry run creates a Secret: an account with cluster-wide permission to create Secrets gets a 404 if
 * the namespace does not exist.
 */
async function lookAtNamespace(connection: Connection, namespace: string): Promise<Look> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
  const { status, body } = await connection.ask('GET', path, undefined, 'credentials');
  if (status === 200) {
    const isEnding = (body.status as { phase?: string } | undefined)?.phase === 'Terminating';
    return { presence: isEnding ? 'ending' : 'present', labels: body.metadata?.labels ?? {} };
  }
  if (status === 404) {
    return { presence: 'absent' };
  }
  const trial = await connection.ask('POST', `${path}/secrets?dryRun=All`, SECRET);
  if (trial.status === 404) {
    return { presence: 'absent' };
  }
  const isHidden = trial.status === 403 && trial.message.includes('cannot create resource');
  return { presence: isHidden ? 'hidden' : 'present' };
}

/** The finding for a namespace that cannot run builds. */
function missing(namespace: string, presence: 'absent' | 'ending'): Finding {
  const detail = presence === 'absent' ? `"${namespace}"` : `"${namespace}" is being deleted`;
  return foundInCluster('BUILD_NAMESPACE_MISSING', detail);
}

/** The label with which Pod Security enforces a level. */
const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** Levels that keep pods from their node. As literals: the room of the enumeration loads cdk8s, which this entry runs without. */
const GUARDING: readonly string[] = ['baseline', 'restricted'] satisfies `${PodSecurityLevel}`[];

/**
 * The finding for a namespace whose builds can take over the node: Pod Security enforces no level, or `privileged`.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
function unguarded(namespace: string, labels: { readonly [key: string]: string }): Finding[] {
  const level = labels[ENFORCE];
  if (GUARDING.includes(level)) {
    return [];
  }
  const evidence = level === undefined ? `no label ${ENFORCE}` : `label ${ENFORCE}: ${level}`;
  return [foundInCluster('BUILD_NAMESPACE_UNGUARDED', `"${namespace}"`, { evidence })];
}

/** Kinds of controllers, in the order in which Harness lists them. */
const CONTROLLERS = ['replicasets', 'statefulsets', 'daemonsets', 'deployments'];

/** Repeats the check of the Harness delegate: list one kind of controller after another until the first success. */
async function lookAtDefaultNamespace(connection: Connection): Promise<Finding[]> {
  const answers: Answer[] = [];
  for (const controllers of CONTROLLERS) {
    const answer = await connection.ask('GET', `/apis/apps/v1/namespaces/default/${controllers}?limit=1`);
    if (answer.status === 200) {
      return [];
    }
    answers.push(answer);
  }
  const other = answers.find(({ status }) => status !== 403);
  if (other !== undefined) {
    const evidence = `${other.status}: ${other.message}`;
    throw new ClusterFailure('UNKNOWN_FAILURE', 'cannot list the controllers in the namespace "default"', {
      evidence,
    });
  }
  return [
    foundInCluster('DEFAULT_NAMESPACE_FORBIDDEN', `tried ${CONTROLLERS.join(', ')}`, {
      evidence: answers.at(-1)?.message,
      missingRules: [{ namespace: 'default', rules: rulesOf('connection-test') }],
    }),
  ];
}

/** Features that need cluster-wide rights. */
const CLUSTER_WIDE: readonly Feature[] = ['cost-visibility'];

/** Features that are tried instead of reviewed. */
const NOT_REVIEWED: readonly Feature[] = ['connection-test'];

/**
 * Probes the cluster once on behalf of the account: repeats the test of the Harness delegate, and checks the build
 * namespaces and the rights needed there. Changes nothing in the cluster. Returns no findings on success.
 *
 * @throws the reason of the signal, if it aborts the probe
 */
export async function probeCluster(
  options: ClusterProbeOptions,
  { signal, progress }: ProbeContext,
  surroundings: Surroundings = here(),
): Promise<Finding[]> {
  const secrets: string[] = [];
  const { patienceMilliseconds } = surroundings;
  let connection: Connection | undefined;
  try {
    signal.throwIfAborted();
    const credentials = await credentialsOf(options, surroundings, secrets);
    signal.throwIfAborted();
    connection = new Connection(credentials, options.serviceAccount, { signal, patienceMilliseconds });
    return (await look(connection, options, progress)).map((finding) => discreet(finding, secrets));
  } catch (error) {
    if (error instanceof ClusterFailure) {
      return [discreet(foundInCluster(error.code, error.detail, error.particulars), secrets)];
    }
    throw error;
  } finally {
    connection?.close();
  }
}

async function look(
  connection: Connection,
  options: ClusterProbeOptions,
  progress: ProbeContext['progress'],
): Promise<Finding[]> {
  const { buildNamespaces = [], features = ['ci-builds'], skipDefaultNamespaceValidation = false } = options;
  const findings: Finding[] = [];
  if (!skipDefaultNamespaceValidation) {
    progress('listing the controllers in the namespace "default", as Harness does');
    findings.push(...(await lookAtDefaultNamespace(connection)));
  }
  if (options.kubernetesVersion !== undefined) {
    progress('reading the version of the API server');
    findings.push(...(await lookAtVersion(connection, options.kubernetesVersion, progress)));
  }
  const everywhere = features.filter((feature) => CLUSTER_WIDE.includes(feature));
  const inNamespaces = features.filter((feature) => ![...CLUSTER_WIDE, ...NOT_REVIEWED].includes(feature));
  for (const namespace of buildNamespaces) {
    progress(`checking permissions in the namespace "${namespace}"`);
    findings.push(
      ...(await lookAtBuildNamespace(connection, { namespace, features: inNamespaces, options, progress })),
    );
  }
  if (everywhere.length > 0) {
    progress('checking permissions in the whole cluster');
    findings.push(...rightsMissing(await lackOf(connection, everywhere), 'in the whole cluster'));
  }
  return findings;
}

interface BuildNamespaceQuestion {
  readonly namespace: string;
  /** Features whose rights are needed there. */
  readonly features: readonly Feature[];
  readonly options: ClusterProbeOptions;
  readonly progress: ProbeContext['progress'];
}

async function lookAtBuildNamespace(
  connection: Connection,
  { namespace, features, options, progress }: BuildNamespaceQuestion,
): Promise<Finding[]> {
  const { presence, labels } = await lookAtNamespace(connection, namespace);
  if (presence === 'absent' || presence === 'ending') {
    return [missing(namespace, presence)];
  }
  const lack = await lackOf(connection, features, namespace);
  const doubt = presence === 'hidden' && lack.isAll ? ', which might not exist: the account cannot check' : '';
  const findings = rightsMissing(lack, `in the namespace "${namespace}"${doubt}`, namespace);
  if (options.privilegedNamespaces?.includes(namespace)) {
    return findings;
  }
  if (labels === undefined) {
    progress(`the credentials cannot read the Pod Security level of the namespace "${namespace}": not checked`);
    return findings;
  }
  return [...findings, ...unguarded(namespace, labels)];
}

/** Hides secrets in a finding: credential plugins, servers and proxies can repeat them. */
function discreet(finding: Finding, secrets: readonly string[]): Finding {
  const redaction = new Redaction(secrets);
  const { message, evidence } = finding;
  return {
    ...finding,
    message: redaction.of(message),
    ...(evidence === undefined ? {} : { evidence: redaction.of(evidence) }),
  };
}
