import { inWords, type PropertyChecks } from '../core';
import { type LooseIsolationOptions, type Opened, REASON } from './isolation';

/** What an admission policy does instead of refusing pods. */
const WORDS = {
  warn: 'The admission policy warns and audits, and refuses no pod',
  audit: 'The admission policy audits, and refuses no pod',
  'break-glass': 'Break-glass: the admission policy has no binding, and refuses no pod',
};

/**
 * What the API server does with a pod that breaks a rule of the admission policy. Use `audit` and `warn` to see what a policy
 * would refuse before it does, and `breakGlass` to take it out of the way in an emergency.
 *
 * The Pod Security level of the namespace is still enforced.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-actions
 */
export class PolicyEnforcement {
  /** Refuses the pod. */
  public static deny(): PolicyEnforcement {
    return new PolicyEnforcement('deny', ['Deny']);
  }

  /** Admits the pod, returns a warning to its creator, and adds an annotation to the audit event of the request. */
  public static warn(options: LooseIsolationOptions): PolicyEnforcement {
    return new PolicyEnforcement('warn', ['Warn', 'Audit'], options);
  }

  /** Admits the pod, and adds an annotation to the audit event of the request. */
  public static audit(options: LooseIsolationOptions): PolicyEnforcement {
    return new PolicyEnforcement('audit', ['Audit'], options);
  }

  /**
   * Leaves the policy without its binding, so that nothing is checked. `kubectl apply` deletes no objects: delete the binding
   * yourself with `kubectl delete validatingadmissionpolicybinding harness-builds.NAMESPACE`. Argo CD and Flux delete it when
   * they prune.
   */
  public static breakGlass(options: LooseIsolationOptions): PolicyEnforcement {
    return new PolicyEnforcement('break-glass', [], options);
  }

  private constructor(
    /** @internal */
    public readonly _mode: 'deny' | 'warn' | 'audit' | 'break-glass',
    /** Of the binding; without any, there is no binding. @internal */
    public readonly _actions: readonly string[],
    /** Unvalidated; checked by the owning construct. @internal */
    public readonly _options?: LooseIsolationOptions,
  ) {}

  /** `deny`, `warn`, `audit` or `break-glass`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return this._mode;
  }

  /** What it leaves open, and why. @internal */
  public get _opened(): readonly Opened[] {
    return this._mode === 'deny' ? [] : [{ what: WORDS[this._mode], reason: this._options?.reason ?? '' }];
  }
}

/** Throws for one that refuses nothing and has no reason, and where there is no policy. `why` says why there is none. */
export function checkEnforcement(checks: PropertyChecks, enforcement: PolicyEnforcement, why?: string): void {
  if (enforcement._mode !== 'deny') {
    checks.text('enforcement.reason', enforcement._opened[0].reason, REASON);
  }
  if (why !== undefined) {
    const allowed = `no value, because there is no admission policy: ${why}`;
    const remedy = 'Remove it. The Pod Security level of the namespace is still enforced.';
    checks.refuse('enforcement', inWords(enforcement.toString()), allowed, remedy);
  }
}
