import type { Feature } from '../../access';
import { Redaction } from '../evidence';
import type { ProbeContext } from '../probe';
import type { ClusterProbeOptions, Finding } from '../types';
import { type Lack, lackOf } from './access-reviews';
import { missing, presenceOf } from './build-namespace';
import { ClusterFailure, foundInCluster } from './cluster-failure';
import { Connection } from './connection';
import { credentialsOf } from './credentials';
import { lookAtDefaultNamespace } from './default-namespace';
import { here, type Surroundings } from './surroundings';

/** Features whose rights are needed in the whole cluster. */
const CLUSTER_WIDE: readonly Feature[] = ['cost-visibility'];
/** Reviewed by doing it. */
const NOT_REVIEWED: readonly Feature[] = ['connection-test'];

/**
 * One look at the cluster, in the name of the account: what Harness' delegate does in its test, the namespaces of builds,
 * and the rights that are needed there. Nothing in the cluster is changed. No findings: all is well.
 *
 * @throws the reason of the signal, when it ends the look.
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
    progress('lists the controllers of the namespace "default", as Harness does');
    findings.push(...(await lookAtDefaultNamespace(connection)));
  }
  const everywhere = features.filter((feature) => CLUSTER_WIDE.includes(feature));
  const inNamespaces = features.filter((feature) => ![...CLUSTER_WIDE, ...NOT_REVIEWED].includes(feature));
  for (const namespace of buildNamespaces) {
    progress(`asks what may be done in the namespace "${namespace}"`);
    findings.push(...(await lookAtBuildNamespace(connection, inNamespaces, namespace)));
  }
  if (everywhere.length > 0) {
    progress('asks what may be done in the whole cluster');
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
  const doubt = presence === 'hidden' && lack.isAll ? ', if there is such a namespace: that is hidden, too' : '';
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

/** Programs, servers and proxies may repeat what they were given. */
function discreet(finding: Finding, secrets: readonly string[]): Finding {
  const redaction = new Redaction(secrets);
  const { message, evidence } = finding;
  return {
    ...finding,
    message: redaction.of(message),
    ...(evidence === undefined ? {} : { evidence: redaction.of(evidence) }),
  };
}
