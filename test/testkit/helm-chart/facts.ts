/**
 * The objects of the official chart `harness-delegate-ng` 1.0.32, written down from what it installs in a cluster: what a
 * release with some values consists of. Nothing of the package is used here, so that the two can be compared.
 */
import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { Container, EnvFromSource, PodSpec } from 'kubernetes-types/core/v1';
import type { Manifest } from '../synth';

type Marks = { [key: string]: string };

/** What differs between releases. */
export interface Facts {
  readonly delegateName: string;
  /** Name of the objects. */
  readonly fullname: string;
  readonly release: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly createsAccount: boolean;
  readonly accountAnnotations: Marks;
  readonly tokenSecret: string;
  readonly writesToken: boolean;
  /** `undefined` where it writes one. */
  readonly upgraderTokenSecret?: string;
  readonly upgrader: boolean;
  readonly upgraderConfig: readonly string[];
  readonly upgraderImage: string;
  readonly access: (facts: Facts) => Manifest[];
  /** Further objects. */
  readonly others: (facts: Facts) => Manifest[];
  /** Entries of the ConfigMap beside and over the usual ones. */
  readonly environment: Marks;
  readonly labels: Marks;
  readonly annotations: Marks;
  readonly podLabels: Marks;
  readonly podAnnotations: Marks;
  readonly deployment: Partial<DeploymentSpec>;
  readonly pod: Partial<PodSpec>;
  readonly container: Partial<Container>;
}

export const ACCOUNT = '6_vVHzo9Qeu9fXvj-AcQCb';
export const DELEGATE_IMAGE = 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:26.02.88404';

/** The labels by which the chart selects pods. */
export function selector({ delegateName, release }: Facts): Marks {
  return {
    'app.kubernetes.io/name': delegateName,
    'app.kubernetes.io/instance': release,
    'harness.io/name': delegateName,
  };
}

/** Metadata of an object in the namespace of the release. */
export function metadata(facts: Facts, suffix = ''): Manifest['metadata'] {
  return { ...clusterMetadata(facts, suffix), namespace: facts.namespace };
}

/** Metadata of an object of the cluster. */
export function clusterMetadata(facts: Facts, suffix: string): Manifest['metadata'] {
  return {
    name: `${facts.fullname}${suffix}`,
    labels: {
      'helm.sh/chart': 'harness-delegate-ng-1.0.32',
      'app.kubernetes.io/managed-by': 'Helm',
      ...facts.labels,
      ...selector(facts),
    },
    annotations: {
      'meta.helm.sh/release-name': facts.release,
      'meta.helm.sh/release-namespace': facts.namespace,
      ...facts.annotations,
    },
  };
}

/** The sources of variables, in the order of the chart. */
export function environmentSources({ fullname, tokenSecret }: Facts): EnvFromSource[] {
  return [
    { configMapRef: { name: fullname } },
    { secretRef: { name: tokenSecret } },
    { configMapRef: { name: `${fullname}-proxy`, optional: true } },
    { secretRef: { name: `${fullname}-proxy`, optional: true } },
    { configMapRef: { name: `${fullname}-shared-certificates`, optional: true } },
  ];
}
