import type { ChartSettings } from './chart-settings';
import { CHART_NAME, CHART_VERSION } from './chart-values';
import { planOf, releaseOf } from './from-helm';
import { STEPS } from './helm-hardening';
import type { HelmReleaseOptions } from './helm-release';
import type { HelmValues } from './helm-values';
import { cronJobNameOf } from '../resolve/upgrader';
import { type AdoptionPlan, type ClusterObject, namesImage, planAccess, type Release } from './plan';

/** What happens to a release that is taken over: what stays, what changes, and what can be better. */
export class HelmAdoptionReport {
  /** @internal */
  public static _of(values: HelmValues, options: HelmReleaseOptions): HelmAdoptionReport {
    const release = releaseOf(values, options);
    return new HelmAdoptionReport(release, planOf(values, options), options);
  }

  /** What stays as it is. */
  public readonly stays: string[];
  /** What changes. */
  public readonly changes: string[];
  /** What is better by the steps taken. */
  public readonly better: string[];
  /** Whether the pods are replaced. */
  public readonly restartsPods: boolean;
  /** Objects that nothing needs afterwards, each as `Kind/name`, to be deleted. */
  public readonly leftBehind: string[];
  /** Objects that nobody writes any more and that the delegate needs, each as `Kind/name`: nothing may prune them. */
  public readonly mustStay: string[];
  /** Steps that were not taken. */
  public readonly nextSteps: string[];

  private constructor(release: Release, plan: AdoptionPlan, { harden = [] }: HelmReleaseOptions) {
    const taken = harden.map(({ id }) => id);
    const open = STEPS.filter(({ id }) => !taken.includes(id)).filter(({ id }) => concerns(id, release.settings));
    this.stays = staying(
      release,
      plan,
      harden.some((step) => step.restartsPods),
    );
    this.changes = [...unasked(release, plan), ...harden.map(({ id, change }) => `${id}: ${change}`)];
    this.better = harden.map(({ id, reason }) => `${id}: ${reason}`);
    this.restartsPods = harden.some((step) => step.restartsPods);
    this.leftBehind = plan.leftBehind.map(named);
    this.mustStay = referredTo(release, plan).map(({ object }) => object);
    this.nextSteps = [
      ...open.map(({ id, reason }) => `${id}: ${reason}`),
      ...(taken.includes('LEAST_ACCESS') ? [] : ['leastAccess(…): a delegate can do only what it is there for']),
    ];
  }

  /** The report as text. */
  public toString(): string {
    const sections: [string, readonly string[]][] = [
      ['Stays as it is', this.stays],
      ['Changes', this.changes],
      ['Better by that', this.better],
      ['The pods', [this.restartsPods ? 'are replaced once' : 'are not restarted']],
      ['Must stay: keep it from being pruned', this.mustStay],
      ['Left behind: delete it when all is well', this.leftBehind],
      ['Next steps', this.nextSteps],
    ];
    return sections
      .filter(([, lines]) => lines.length > 0)
      .map(([title, lines]) => `${title}:\n${lines.map((line) => `  - ${line}\n`).join('')}`)
      .join('\n');
  }
}

function named({ kind, name }: ClusterObject): string {
  return `${kind}/${name}`;
}

/** Steps that change nothing are none. */
function concerns(id: string, settings: ChartSettings): boolean {
  const hasCertificates = ['mTLS.secretName', 'delegateCustomCa.secretName'].some((path) => settings.text(path));
  const conditions: { readonly [id: string]: boolean } = {
    NO_UPGRADER: settings.flag('upgrader.enabled'),
    CERTIFICATE_MODE: hasCertificates,
    PULL_ONCE: settings.text('image.pullPolicy') === 'Always',
  };
  return conditions[id] ?? true;
}

function staying(release: Release, plan: AdoptionPlan, restartsPods: boolean): string[] {
  const { props, adoption } = plan;
  const { settings, fullname, namespace } = release;
  const pods = restartsPods ? 'its names and its selector' : 'its names, its selector and its pod template';
  const image = props.image.toString();
  return [
    `Deployment/${fullname} in ${namespace}: ${pods}`,
    `ServiceAccount/${adoption.serviceAccountName}${adoption.createServiceAccount ? '' : ', which is made elsewhere'}`,
    namesImage(settings) || release.image !== undefined
      ? `the image ${image}`
      : `the image ${image}, which ${CHART_NAME} ${CHART_VERSION} installs: the values name none, so look which one runs`,
    ...referredTo(release, plan).map(({ object, what }) => `${object}: referred to by its name (${what})`),
    'labels and annotations that only Helm writes, and the checksums of the chart: nobody writes them any more',
  ];
}

/** An object that is used by its name, and not written. */
interface Reference {
  readonly object: string;
  readonly what: string;
}

/** What is left behind is used no longer. */
function referredTo(release: Release, { leftBehind }: AdoptionPlan): Reference[] {
  const { settings, fullname } = release;
  const isGiven = (path: string): boolean => settings.text(path) !== undefined;
  const objects: [boolean, string, string][] = [
    [!isGiven('existingDelegateToken'), `Secret/${fullname}`, 'the token, which is read from no value'],
    [
      settings.flag('upgrader.enabled') && !isGiven('upgrader.existingUpgraderToken'),
      `Secret/${fullname}-upgrader-token`,
      'the token of the upgrader',
    ],
    [isGiven('proxyUser'), `Secret/${fullname}-proxy`, 'user and password of the proxy'],
    [isGiven('shared_certificates.ca_bundle'), `Secret/${fullname}-addcerts`, 'certificates'],
    [
      isGiven('shared_certificates.ca_bundle') || settings.list('shared_certificates.ci_mount_targets').length > 0,
      `ConfigMap/${fullname}-shared-certificates`,
      'where certificates are mounted',
    ],
  ];
  const roles = planAccess(release).roles.map((role) => ({ object: named(role), what: 'with all its rights' }));
  const unused = leftBehind.map(named);
  return [...objects.filter(([is]) => is).map(([, object, what]) => ({ object, what })), ...roles].filter(
    ({ object }) => !unused.includes(object),
  );
}

/** Changes that come with the move. None of them is one of the pods. */
function unasked({ settings, fullname }: Release, { props }: AdoptionPlan): string[] {
  const endsWithSlash = settings.text('managerEndpoint')?.endsWith('/') ?? false;
  const changes: [boolean, string][] = [
    [
      props.upgrader !== undefined,
      'the upgrader: a pinned image, rights to get and patch the one Deployment only, an end for runs that hang, and the token by its key',
    ],
    [
      props.upgrader !== undefined,
      'the CronJob: one Job of each outcome is kept, each for a day, a run ends after ten minutes, and one that is late by a minute waits for the next',
    ],
    [
      props.upgrader !== undefined,
      'the pods of the upgrader: on the nodes of the delegate (its node selector, tolerations, node affinity and priority class), unless they have tolerations of their own',
    ],
    [
      props.upgrader !== undefined && cronJobNameOf(fullname) !== `${fullname}-upgrader-job`,
      `CronJob/${fullname}-upgrader-job becomes CronJob/${cronJobNameOf(fullname)}: Kubernetes takes no longer name`,
    ],
    [props.autoscaling !== undefined, 'the autoscaler takes one pod away at a time, after ten quiet minutes'],
    [endsWithSlash, 'addresses of Harness: no slash twice'],
    [
      props.proxy !== undefined && props.proxy.scheme === undefined,
      'the ConfigMap of the proxy names the scheme http, which is the default',
    ],
  ];
  return changes.filter(([is]) => is).map(([, change]) => change);
}
