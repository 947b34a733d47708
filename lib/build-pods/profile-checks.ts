/** What is wrong with a profile, property by property. */
import {
  byteQuantity,
  DNS_SUBDOMAIN,
  exceeds,
  inWords,
  NOT_EMPTY,
  parseAddress,
  type PropertyChecks,
  PUBLIC_TEXT,
  type Rule,
  SECRET_NAME,
  wholeSeconds,
} from '../core';
import {
  BUILD_LABEL_VALUE,
  checkAnnotations,
  checkLabels,
  type DelegateToleration,
  type DelegateTopologySpread,
  resolveSpread,
  resolveToleration,
} from '../workload';
import { checkEnvironment } from './environment-checks';
import { checkMirrors } from './mirror-checks';
import type { BuildDnsConfig, BuildPodProfileOptions, DefaultEphemeralStorage } from './profile-options';
import type { ProfileRollout } from './profile-rollout';

/**
 * Throws for invalid options of a profile, which the construct has as the property `where`. Each check reads its own property:
 * one of the wrong type stops no other.
 */
export function checkProfile(checks: PropertyChecks, where: string, options: BuildPodProfileOptions): void {
  const names = ['runtimeClassName', 'priorityClassName'] as const;
  checks.apart(
    ...names.map((name) => () => checkName(checks, `${where}.${name}`, options[name])),
    () => options.deadline && wholeSeconds(checks, `${where}.deadline`, options.deadline, 1),
    () => checkScheduling(checks, where, options),
    () => options.imageMirrors && checkMirrors(checks, `${where}.imageMirrors`, options.imageMirrors),
    () => checkPullSecrets(checks, `${where}.imagePullSecrets`, options.imagePullSecrets ?? []),
    () => checkEnvironment(checks, where, options),
    () => checkMarks(checks, where, options),
    () => options.ephemeralStorage && checkStorage(checks, `${where}.ephemeralStorage`, options.ephemeralStorage),
    () => options.dnsConfig && checkDns(checks, `${where}.dnsConfig`, options.dnsConfig),
    () => checkOnce(checks, `${where}.overridable`, options.overridable ?? []),
    () => options.rollout && checkRollout(checks, `${where}.rollout`, options.rollout),
  );
}

function checkPullSecrets(checks: PropertyChecks, where: string, names: readonly string[]): void {
  checks.each(names, (name, index) => {
    checks.plain(`${where}[${index}]`, name);
    checks.secretText(`${where}[${index}]`, name, SECRET_NAME);
    checks.once(`${where}[${index}]`, name, names.slice(0, index));
  });
}

function checkName(checks: PropertyChecks, property: string, name?: string): void {
  if (name !== undefined) {
    checks.plainText(property, name, DNS_SUBDOMAIN);
  }
}

function checkOnce(checks: PropertyChecks, property: string, values: readonly string[]): void {
  checks.each(values, (value, index) => checks.once(`${property}[${index}]`, value, values.slice(0, index)));
}

function checkScheduling(checks: PropertyChecks, where: string, options: BuildPodProfileOptions): void {
  checks.apart(
    () =>
      checkMap(checks, `${where}.nodeSelector`, options.nodeSelector, () =>
        checkLabels(checks, `${where}.nodeSelector`, options.nodeSelector),
      ),
    () =>
      checks.each(options.tolerations, (toleration, index) =>
        checkToleration(checks, `${where}.tolerations[${index}]`, toleration),
      ),
    () => checkSpreads(checks, `${where}.topologySpread`, options.topologySpread ?? []),
  );
}

function checkToleration(checks: PropertyChecks, property: string, toleration: DelegateToleration): void {
  checks.apart(
    () => checks.plain(`${property}.key`, toleration.key),
    () => checks.plain(`${property}.value`, toleration.value),
    () => resolveToleration(checks, toleration, property),
    () => {
      if (toleration.effect === undefined) {
        const allowed = 'an effect, because without one builds would also run on nodes that are being drained';
        checks.refuse(`${property}.effect`, undefined, allowed, 'Set effect: TaintEffect.NO_SCHEDULE.', 'missing');
      }
    },
  );
}

function checkSpreads(checks: PropertyChecks, where: string, spreads: readonly DelegateTopologySpread[]): void {
  checks.each(spreads, (spread, index) => {
    const property = `${where}[${index}]`;
    checks.apart(
      () => checks.plain(`${property}.topologyKey`, spread.topologyKey),
      () => resolveSpread(checks, spread, property),
      () => {
        const others = spreads.slice(0, index).map((other) => other.topologyKey);
        checks.once(`${property}.topologyKey`, spread.topologyKey, others);
      },
    );
  });
}

/** Checks a map whose values must be known. */
function checkMap(
  checks: PropertyChecks,
  property: string,
  map: { readonly [key: string]: string } | undefined,
  check: () => void,
): void {
  Object.entries(map ?? {}).forEach(([key, value]) => checks.plain(`${property}["${key}"]`, value));
  check();
}

function checkMarks(checks: PropertyChecks, where: string, options: BuildPodProfileOptions): void {
  const annotations = () => options.annotations ?? {};
  checks.apart(
    () => checkBuildLabels(checks, `${where}.labels`, options.labels),
    () => Object.keys(options.labels ?? {}).forEach((key) => checkOwner(checks, `${where}.labels["${key}"]`, key)),
    () =>
      checkMap(checks, `${where}.annotations`, annotations(), () =>
        checkAnnotations(checks, `${where}.annotations`, annotations()),
      ),
  );
}

/** Checks labels that stages set, too. */
function checkBuildLabels(
  checks: PropertyChecks,
  property: string,
  labels: { readonly [key: string]: string } = {},
): void {
  checkMap(checks, property, labels, () => {
    checkLabels(checks, property, labels);
    Object.entries(labels).forEach(([key, value]) => checks.text(`${property}["${key}"]`, value, BUILD_LABEL_VALUE));
  });
}

/** Labels that Harness sets. @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/ci-stage-settings */
const OF_HARNESS = ['stageID', 'stageName', 'orgID', 'projectID', 'pipelineID', 'pipelineExecutionId', 'accountID'];

function checkOwner(checks: PropertyChecks, property: string, key: string): void {
  if (OF_HARNESS.includes(key)) {
    checks.refuse(property, undefined, 'no label that Harness sets', 'Remove it.');
  }
}

function checkStorage(checks: PropertyChecks, where: string, storage: DefaultEphemeralStorage): void {
  checks.apart(
    () => byteQuantity(checks, `${where}.request`, storage.request),
    () => storage.limit === undefined || byteQuantity(checks, `${where}.limit`, storage.limit),
    () => {
      const { request, limit } = storage;
      if (limit !== undefined && exceeds(request, limit)) {
        const remedy = 'Reduce it, or increase the limit.';
        checks.refuse(`${where}.request`, request, `at most the limit, ${limit}`, remedy);
      }
    },
  );
}

const ADDRESS: Rule = {
  allowed: 'an IP address',
  remedy: 'Pass the address of the DNS server.',
  holds: (value) => parseAddress(value) !== undefined,
};

/** @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config */
function checkDns(checks: PropertyChecks, where: string, given: BuildDnsConfig): void {
  const atMost = (name: 'nameservers' | 'searches', count: number) => {
    const { length } = given[name] ?? [];
    if (length > count) {
      checks.refuse(`${where}.${name}`, inWords(`${length} elements`), `at most ${count}`, 'Remove the others.');
    }
  };
  checks.apart(
    () => atMost('nameservers', 3),
    () => atMost('searches', 32),
    () => checks.each(given.nameservers, (one, at) => checks.plainText(`${where}.nameservers[${at}]`, one, ADDRESS)),
    () => checks.each(given.searches, (one, at) => checks.plainText(`${where}.searches[${at}]`, one, DNS_SUBDOMAIN)),
    () =>
      Object.entries(given.options ?? {}).forEach(([name, value]) => {
        checks.key(`${where}.options`, name, NOT_EMPTY);
        checks.plainText(`${where}.options["${name}"]`, value, PUBLIC_TEXT);
      }),
  );
}

const REASON: Rule = {
  isPublic: true,
  allowed: 'a reason of 1 to 500 characters',
  remedy: 'Explain to a reviewer in one sentence why the profile is out of effect.',
  holds: (value) => value.trim() !== '' && value.length <= 500,
};

function checkRollout(checks: PropertyChecks, where: string, { _mode, _labels = {}, _options }: ProfileRollout): void {
  if (_mode === 'off') {
    checks.text(`${where}.reason`, _options?.reason ?? '', REASON);
  } else if (_mode === 'canary') {
    checkBuildLabels(checks, `${where}.labels`, _labels);
    if (Object.keys(_labels).length === 0) {
      checks.refuse(
        `${where}.labels`,
        undefined,
        'at least one label',
        'Pass a label that the stages of the canary set.',
        'missing',
      );
    }
  }
}
