/** Contents of a HelmAdoptionReport. */
import { withoutTokens } from '../../core';
import { cronJobNameOf } from '../upgrader';
import { CHART_NAME, CHART_VERSION } from './chart-values';
import { type HelmReleaseOptions, planOf, releaseOf } from './from-helm';
import { STEPS } from './helm-hardening';
import { planAccess } from './plan';
import {
  type AdoptionPlan,
  type ChartSettings,
  type ClusterObject,
  namesImage,
  type ReadValues,
  type Release,
} from './release';

/** What a report holds, as HelmAdoptionReport describes it. It shows no token that was put where a name belongs. */
export interface AdoptionReport {
  readonly stays: string[];
  readonly changes: string[];
  readonly better: string[];
  readonly restartsPods: boolean;
  readonly leftBehind: string[];
  readonly mustStay: string[];
  readonly nextSteps: string[];
}

/** The report about a release with the steps of its options. */
export function reportOf(values: ReadValues, options: HelmReleaseOptions): AdoptionReport {
  const release = releaseOf(values, options);
  const plan = planOf(values, options);
  const { harden = [] } = options;
  const taken = harden.map(({ id }) => id);
  const open = STEPS.filter(({ id }) => !taken.includes(id)).filter(({ id }) => concerns(id, release.settings));
  const restartsPods = harden.some((step) => step.restartsPods);
  return {
    stays: staying(release, plan, restartsPods).map(withoutTokens),
    changes: [...unasked(release, plan), ...harden.map(({ id, change }) => `${id}: ${change}`)].map(withoutTokens),
    better: harden.map(({ id, reason }) => `${id}: ${reason}`),
    restartsPods,
    leftBehind: plan.leftBehind.map(named).map(withoutTokens),
    mustStay: referredTo(release, plan).map(({ object }) => withoutTokens(object)),
    nextSteps: [
      ...open.map(({ id, reason }) => `${id}: ${reason}`),
      ...(taken.includes('LEAST_ACCESS')
        ? []
        : ['leastAccess(…): the delegate gets only the permissions that it needs']),
    ],
  };
}

function named({ kind, name }: ClusterObject): string {
  return `${kind}/${name}`;
}

/** Whether a step would change anything. */
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
  const pods = restartsPods ? 'its names and selector' : 'its names, selector and pod template';
  const image = props.image.toString();
  return [
    `Deployment/${fullname} in ${namespace}: ${pods}`,
    `ServiceAccount/${adoption.serviceAccountName}${adoption.createServiceAccount ? '' : ', created elsewhere'}`,
    namesImage(settings) || release.image !== undefined
      ? `the image ${image}`
      : `the image ${image}, the default of ${CHART_NAME} ${CHART_VERSION}: the values set no image, so check which one runs`,
    ...referredTo(release, plan).map(({ object, what }) => `${object}: referenced by name (${what})`),
    'labels and annotations that only Helm writes, and the checksums of the chart: they are no longer updated',
  ];
}

/** An object that is referenced by name and not rendered. */
interface Reference {
  readonly object: string;
  readonly what: string;
}

/** Objects that are left behind are no longer referenced. */
function referredTo(release: Release, { leftBehind }: AdoptionPlan): Reference[] {
  const { settings, fullname } = release;
  const isGiven = (path: string): boolean => settings.text(path) !== undefined;
  const objects: [boolean, string, string][] = [
    [!isGiven('existingDelegateToken'), `Secret/${fullname}`, 'the token, never read from the values'],
    [
      settings.flag('upgrader.enabled') && !isGiven('upgrader.existingUpgraderToken'),
      `Secret/${fullname}-upgrader-token`,
      'the token of the upgrader',
    ],
    [isGiven('proxyUser'), `Secret/${fullname}-proxy`, 'the user and password of the proxy'],
    [isGiven('shared_certificates.ca_bundle'), `Secret/${fullname}-addcerts`, 'certificates'],
    [
      isGiven('shared_certificates.ca_bundle') || settings.list('shared_certificates.ci_mount_targets').length > 0,
      `ConfigMap/${fullname}-shared-certificates`,
      'the mount paths of certificates',
    ],
  ];
  const roles = planAccess(release).roles.map((role) => ({ object: named(role), what: 'with all its permissions' }));
  const unused = leftBehind.map(named);
  return [...objects.filter(([is]) => is).map(([, object, what]) => ({ object, what })), ...roles].filter(
    ({ object }) => !unused.includes(object),
  );
}

/** Changes by the adoption itself. None of them affects the pods of the delegate. */
function unasked({ settings, fullname }: Release, { props }: AdoptionPlan): string[] {
  const endsWithSlash = settings.text('managerEndpoint')?.endsWith('/') ?? false;
  const changes: [boolean, string][] = [
    [
      props.upgrader !== undefined,
      'the upgrader: a pinned image, permission to get and patch only the one Deployment, a time limit for each run, and the token by its key',
    ],
    [
      props.upgrader !== undefined,
      'the CronJob: it keeps one Job per outcome for a day, stops a run after ten minutes, and skips a run that is more than a minute late',
    ],
    [
      props.upgrader !== undefined,
      'the pods of the upgrader: on the nodes of the delegate (its node selector, tolerations, node affinity and priority class), unless the upgrader has its own tolerations',
    ],
    [
      props.upgrader !== undefined && cronJobNameOf(fullname) !== `${fullname}-upgrader-job`,
      `CronJob/${fullname}-upgrader-job becomes CronJob/${cronJobNameOf(fullname)}: the old name is too long for Kubernetes`,
    ],
    [props.autoscaling !== undefined, 'the autoscaler removes one pod at a time, after ten quiet minutes'],
    [endsWithSlash, 'the URLs of Harness: the double slash becomes one'],
    [
      props.proxy !== undefined && props.proxy.scheme === undefined,
      'the ConfigMap of the proxy: the scheme http, which is the default, is set explicitly',
    ],
  ];
  return changes.filter(([is]) => is).map(([, change]) => change);
}
