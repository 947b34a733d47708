/** Namespaces for which an administrator has changed the policy, each of them made once for all tests of a file. */
import type { CiBuildInfraProps } from 'harness-constructs';
import { type Manifest, only } from '../../../testkit/synth';
import type { Cluster } from '../../client/cluster';
import { eventually } from '../../client/eventually';
import { OTHER_ACCOUNT, synthFarm } from '../farm';
import { type Outcome, post } from '../outcome';
import { buildPod } from '../pods';
import { DELEGATE } from './rows';

/** Some farm, by the name of its tests. */
export interface Variant {
  readonly name: string;
  readonly props: Partial<CiBuildInfraProps>;
}

/** What the policy of a farm refuses with which message. */
export function rowsOf(variant: Variant): string[] {
  return policyOf(variant, 'any')[0].spec.validations.map(({ message }) => message);
}

interface Validation {
  readonly expression: string;
  readonly message: string;
}

/** A policy, as it is rendered. */
interface Policy extends Manifest {
  readonly spec: { readonly validations: readonly Validation[] };
}

/** The policy and its binding. */
function policyOf({ props }: Variant, namespace: string): [Policy, Manifest] {
  const place = props.sharedNamespace ? { delegateNamespace: namespace } : { buildNamespaces: [namespace] };
  const [, manifests] = synthFarm(DELEGATE, { props: { ...props, ...place } });
  return [
    only(manifests, 'ValidatingAdmissionPolicy') as Policy,
    only(manifests, 'ValidatingAdmissionPolicyBinding') as Manifest,
  ];
}

/** Namespaces of one cluster without Pod Security, each with a policy that lacks some of its rows. */
export class PolicyNamespaces {
  private readonly made = new Map<string, Promise<string>>();

  constructor(private readonly cluster: Cluster) {}

  /** The name of a namespace whose policy lacks the rows with these words; Pod Security never decides there. */
  public without(variant: Variant, words: readonly string[]): Promise<string> {
    const removed = rowsOf(variant)
      .map((message, index) => (words.some((start) => message.startsWith(start)) ? index : -1))
      .filter((index) => index >= 0);
    const name = ['rows', variant.name, ...removed].join('-');
    const made = this.made.get(name) ?? this.make(variant, name, removed);
    this.made.set(name, made);
    return made;
  }

  /** A namespace with the Pod Security level baseline, and without a policy. */
  public withoutPolicy(): Promise<string> {
    const name = 'rows-pod-security';
    const made = this.made.get(name) ?? this.makeNamespace(name, { 'pod-security.kubernetes.io/enforce': 'baseline' });
    this.made.set(name, made);
    return made;
  }

  /** What becomes of a pod of an administrator, whom RBAC never refuses. Nothing is kept. */
  public async try(namespace: string, pod: object): Promise<Outcome> {
    return post(this.cluster.admin, namespace, pod, { dryRun: true });
  }

  private async make(variant: Variant, name: string, removed: readonly number[]): Promise<string> {
    const [policy, binding] = policyOf(variant, name);
    const validations = policy.spec.validations.filter((_row, index) => !removed.includes(index));
    await this.makeNamespace(name, {});
    const changed: Policy = { ...policy, spec: { ...policy.spec, validations } };
    await this.cluster.applyAll([changed, binding]);
    // What some other row refuses: the policy is in effect once it does.
    const [change, other] = [{ serviceAccountName: OTHER_ACCOUNT }, { hostNetwork: true }];
    const pod = buildPod({ spec: removed.includes(0) ? other : change });
    const outcome = await eventually(
      () => this.try(name, pod),
      ({ layer }) => layer === 'admission policy',
    );
    if (outcome.layer !== 'admission policy') {
      throw new Error(`${name}: the policy is not in effect, but ${JSON.stringify(outcome)}`);
    }
    return name;
  }

  private async makeNamespace(name: string, labels: { [key: string]: string }): Promise<string> {
    await this.cluster.namespace(name, labels);
    for (const account of ['default', 'harness-build', OTHER_ACCOUNT]) {
      await this.cluster.apply({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: account, namespace: name },
      });
    }
    return name;
  }
}
