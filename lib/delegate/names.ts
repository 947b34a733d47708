import type { Construct } from 'constructs';
import { DNS_LABEL, DNS_SUBDOMAIN, LABEL_VALUE, nameOfReplaced, type PropertyChecks, type Rule } from '../core';
import { DELEGATE_LABEL } from '../workload';
import { type GenerationRecord, refuseForGeneration } from './generation';
import { type ProfileRecord } from './profile';

/** Options of `DelegateAdoption.helm`. */
export interface HelmAdoptionOptions {
  /** Name of the release. It is part of the Deployment's selector, which is immutable. */
  readonly release: string;
  /**
   * Name of the objects: the value `fullnameOverride` of the chart.
   *
   * @default - the name of the delegate
   */
  readonly resourceName?: string;
  /**
   * Name of the ServiceAccount: the value `serviceAccount.name` of the chart.
   *
   * @default - the name of the other objects
   */
  readonly serviceAccountName?: string;
  /**
   * Creates the ServiceAccount: the value `serviceAccount.create` of the chart.
   *
   * @default true
   */
  readonly createServiceAccount?: boolean;
}

/**
 * Adopts a running delegate unchanged: no object is recreated and no pod restarts. Must not be set together with
 * `profile`.
 *
 * `HarnessDelegate.fromHelmValues` creates it from the values of the release.
 */
export class DelegateAdoption {
  /** A legacy delegate that the official Helm chart installed. */
  public static helm(options: HelmAdoptionOptions): DelegateAdoption {
    return new DelegateAdoption(options);
  }

  /** Like `helm`, with a custom layout. @internal */
  public static _helm(options: HelmAdoptionOptions, profile: ProfileRecord): DelegateAdoption {
    return new DelegateAdoption(options, profile);
  }

  private constructor(
    /** @internal */
    public readonly _options: HelmAdoptionOptions,
    /** Differences from the defaults of the chart. @internal */
    public readonly _profile?: ProfileRecord,
  ) {}

  /** The release. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return `DelegateAdoption(${this._options?.release})`;
  }
}

/** Adoption of a running delegate. */
export interface DelegateAdoptionProps {
  /**
   * Adopts a running delegate. Legacy delegates only. The namespace is then not created.
   *
   * @default - none: a new delegate is created
   */
  readonly adoption?: DelegateAdoption;
}

/** Name of the delegate's container, as documented. */
export const CONTAINER_NAME = 'delegate';

/** The names of the objects, and the selector of the pods. */
export interface ResolvedNames {
  /** Name of the delegate's objects. */
  readonly resource: string;
  readonly serviceAccount: string;
  readonly makesServiceAccount: boolean;
  /** Labels that select the pods. A Deployment's selector is immutable. */
  readonly selector: { [key: string]: string };
}

interface NamedDelegate {
  readonly checks: PropertyChecks;
  readonly props: { readonly delegateName: string; readonly adoption?: DelegateAdoption };
  readonly generation: GenerationRecord;
}

export function resolveNames(context: NamedDelegate): ResolvedNames {
  const { checks, props, generation } = context;
  const { delegateName, adoption } = props;
  if (adoption === undefined) {
    const selector = { [DELEGATE_LABEL]: delegateName };
    return { resource: delegateName, serviceAccount: delegateName, makesServiceAccount: true, selector };
  }
  if (!generation.hasUpgrader) {
    refuseForGeneration(context, 'adoption', 'Remove it: the Helm chart installs legacy delegates only.');
  }
  const options = adoption._options;
  // The default, the name of the delegate, is checked elsewhere.
  const ifGiven = (name: string, value: string | undefined, rule: Rule) =>
    value === undefined || checks.plainText(`adoption.${name}`, value, rule);
  checks.apart(
    () => checks.plainText('adoption.release', options.release, LABEL_VALUE),
    () => ifGiven('resourceName', options.resourceName, DNS_LABEL),
    () => ifGiven('serviceAccountName', options.serviceAccountName, DNS_SUBDOMAIN),
  );
  const { release, resourceName = delegateName, serviceAccountName = resourceName } = options;
  return {
    resource: resourceName,
    serviceAccount: serviceAccountName,
    makesServiceAccount: options.createServiceAccount ?? true,
    selector: {
      'app.kubernetes.io/name': delegateName,
      'app.kubernetes.io/instance': release,
      [DELEGATE_LABEL]: delegateName,
    },
  };
}

/** The name of an immutable object, which Pulumi must replace; an adopted object keeps its name. */
export function replaceableName(
  { scope, props }: { readonly scope: Construct; readonly props: { readonly adoption?: DelegateAdoption } },
  usual: string,
): string {
  return props.adoption === undefined ? nameOfReplaced(scope, usual) : usual;
}
