import { type Feature, rulesOf } from '../../access';
import { Redaction } from '../evidence';
import type { ProbeContext } from '../run-probe';
import type { ClusterProbeOptions, Finding } from '../types';
import { type Lack, lackOf } from './access-reviews';
import { ClusterFailure, foundInCluster, here, type Surroundings } from './cluster-failure';
import { type Answer, Connection } from './connection';
import { credentialsOf } from './credentials';

const SECRET = { apiVersion: 'v1', kind: 'Secret', metadata: { generateName: 'harness-connector-test-' } };

/** Whether a namespace exists. `hidden`: the account is not permitted to find out. */
export type Presence = 'present' | 'absent' | 'ending' | 'hidden';

/**
 * Looks up a namespace. Build accounts cannot read namespaces, so the credentials themselves are used first. If they
 * cannot either, a dry run creates a Secret: an account with cluster-wide permission to create Secrets gets a 404 if
 * the namespace does not exist.
 */
export async function presenceOf(connection: Connection, namespace: string): Promise<Presence> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
  const { status, body } = await connection.ask('GET', path, undefined, 'credentials');
  if (status === 200) {
    return (body.status as { phase?: string } | undefined)?.phase === 'Terminating' ? 'ending' : 'present';
  }
  if (status === 404) {
    return 'absent';
  }
  const trial = await connection.ask('POST', `${path}/secrets?dryRun=All`, SECRET);
  if (trial.status === 404) {
    return 'absent';
  }
  return trial.status === 403 && trial.message.includes('cannot create resource') ? 'hidden' : 'present';
}

/** The finding for a namespace that cannot run builds. */
export function missing(namespace: string, presence: 'absent' | 'ending'): Finding {
  const detail = presence === 'absent' ? `"${namespace}"` : `"${namespace}" is being deleted`;
  return foundInCluster('BUILD_NAMESPACE_MISSING', detail);
}

/** Kinds of controllers, in the order in which Harness lists them. */
const CONTROLLERS = ['replicasets', 'statefulsets', 'daemonsets', 'deployments'];

/** Repeats the check of the Harness delegate: list one kind of controller after another until the first success. */
export async function lookAtDefaultNamespace(connection: Connection): Promise<Finding[]> {
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
  const everywhere = features.filter((feature) => CLUSTER_WIDE.includes(feature));
  const inNamespaces = features.filter((feature) => ![...CLUSTER_WIDE, ...NOT_REVIEWED].includes(feature));
  for (const namespace of buildNamespaces) {
    progress(`checking permissions in the namespace "${namespace}"`);
    findings.push(...(await lookAtBuildNamespace(connection, inNamespaces, namespace)));
  }
  if (everywhere.length > 0) {
    progress('checking permissions in the whole cluster');
    findings.push(...rightsMissing(await lackOf(connection, everywhere), 'in the whole cluster'));
  }
  return findings;
}

async function lookAtBuildNamespace(
  connection: Connection,
  features: readonly Feature[],
  namespace: string,
): Promise<Finding[]> {
  const presence = await presenceOf(connection, namespace);
  if (presence === 'absent' || presence === 'ending') {
    return [missing(namespace, presence)];
  }
  const lack = await lackOf(connection, features, namespace);
  const doubt = presence === 'hidden' && lack.isAll ? ', which might not exist: the account cannot check' : '';
  return rightsMissing(lack, `in the namespace "${namespace}"${doubt}`, namespace);
}

function rightsMissing({ rules, reasons }: Lack, where: string, namespace?: string): Finding[] {
  if (rules.length === 0) {
    return [];
  }
  const listed = rules.map(({ apiGroups: [group], resources: [resource], verbs }) => {
    return `${verbs.join(', ')} ${resource}${group === '' ? '' : `.${group}`}`;
  });
  const evidence = reasons.length > 0 ? reasons.join('\n') : undefined;
  const missingRules = [{ ...(namespace === undefined ? {} : { namespace }), rules }];
  return [foundInCluster('RIGHTS_MISSING', `${listed.join('; ')} ${where}`, { evidence, missingRules })];
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
