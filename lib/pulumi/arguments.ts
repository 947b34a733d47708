import * as pulumi from '@pulumi/pulumi';
import type { Construct } from 'constructs';
import {
  HarnessConstructsError,
  holdsPlaceholder,
  isOwnClass,
  isPlainObject,
  membersOf,
  refuseUnknownMembers,
  shownKind,
  type StructName,
  withoutPlaceholders,
} from '../core';
import { DelegateToken, HarnessDelegate } from '../delegate';
import type { IHarnessDelegate } from '../reference';
import { refuseEndless } from './argument-limits';
import { asPlaceholder, asString, isLate } from './late-outputs';

/** Whether a type is `any`, which extends everything and reveals nothing about methods. */
type IsAny<T> = 0 extends 1 & T ? true : false;

type HasMethod<T> = [
  {
    [K in keyof T]-?: IsAny<T[K]> extends true
      ? never
      : NonNullable<T[K]> extends (...args: never[]) => unknown
        ? K
        : never;
  }[keyof T],
] extends [never]
  ? false
  : true;

/**
 * The type with `pulumi.Input` for every string, at any depth. Numbers, booleans, enums and class instances determine
 * the shape of the output and must be plain.
 */
export type InputsOf<T> = T extends string
  ? string extends T
    ? pulumi.Input<string>
    : T
  : T extends number | boolean | undefined | null
    ? T
    : unknown extends T
      ? T
      : T extends ReadonlyArray<infer E>
        ? InputsOf<E>[]
        : T extends object
          ? HasMethod<T> extends true
            ? T
            : { [K in keyof T]: InputsOf<T[K]> }
          : T;

/**
 * The type with `pulumi.Output` in place of every string, at any depth. Class instances and other objects with
 * functions are unchanged.
 */
export type OutputsOf<T> =
  IsAny<T> extends true
    ? T
    : T extends string
      ? pulumi.Output<string>
      : T extends ReadonlyArray<infer E>
        ? OutputsOf<E>[]
        : T extends object
          ? T extends (...args: never[]) => unknown
            ? T
            : HasMethod<T> extends true
              ? T
              : { [K in keyof T]: OutputsOf<T[K]> }
          : T;

/** @throws unless the arguments of a component, or one of them, are an object. */
export function checkArguments(component: string, args: unknown, property = 'args'): void {
  if (!isPlainObject(args)) {
    refuseKind(component, property, args, 'an object', 'Write it as { name: value }.');
  }
}

/** The object being created. `type` is `new.target`, which identifies classes that extend one of this package. */
export interface Created {
  readonly type: object;
  readonly name: string;
}

/**
 * Refuses unknown arguments, at every level, and arguments without an end. A class that extends one of this package can pass on its own arguments;
 * the result omits them.
 */
export function knownArguments<T extends object>({ type, name }: Created, args: T, struct: StructName): T {
  checkArguments(name, args);
  refuseUnknownMembers(struct, args, { name, isExtended: !isOwnClass(type) });
  refuseEndless(name, args);
  const names = membersOf(struct).map((member) => member.name);
  return Object.fromEntries(Object.entries(args).filter(([member]) => names.includes(member))) as T;
}

/** @throws an error that names component and property. It does not show the value, which may be a secret. */
export function refuseArgument(component: string, property: string, allowed: string, remedy: string): never {
  throw new HarnessConstructsError({ constructPath: component, property, allowed, remedy });
}

/** @throws an error about a value of the wrong type. It shows the type only. */
export function refuseKind(
  constructPath: string,
  property: string,
  value: unknown,
  allowed: string,
  remedy: string,
): never {
  throw new HarnessConstructsError({ constructPath, property, ...shownKind(value), allowed, remedy });
}

/** The elements of a list, a gap included. `elements` is what errors expect. */
export function listIn<T>(component: string, property: string, list: readonly T[], elements: string): readonly T[] {
  return Array.isArray(list)
    ? [...(list as readonly T[])]
    : refuseKind(component, property, list, `a list of ${elements}`, 'Put it in brackets: [ … ].');
}

/** Runs code of the program. If the code splits or parses an unresolved string, the error names the property. */
export function runCode<T>(component: string, property: string, code: () => T): T {
  try {
    return code();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (HarnessConstructsError.isHarnessConstructsError(error) || !holdsPlaceholder(message)) {
      throw error;
    }
    const problem = `the code failed (${withoutPlaceholders(message)})`;
    const allowed = 'code that does not split or parse the string of an Output';
    const remedy = 'Pass a plain value there.';
    throw new HarnessConstructsError({ constructPath: component, property, problem, allowed, remedy });
  }
}

/** Replaces every Output and Promise in the arguments with a placeholder. Class instances are unchanged. */
export function propsOf<T>(args: unknown): T {
  return plain(args) as T;
}

function plain(value: unknown): unknown {
  if (isLate(value)) {
    return asPlaceholder(value);
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return isPlainObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
    : value;
}

/** A token: a reference, or an Output, which becomes secret. */
export type TokenInput = DelegateToken | pulumi.Output<string>;

/** Attributes of a delegate that other components need. `HarnessDelegate` and `CiBuildInfra` provide them. */
export interface DelegateOutputs {
  /** Name of the delegate. */
  readonly delegateName: string;
  /** Namespace of the delegate. */
  readonly delegateNamespace: pulumi.Output<string>;
  /** Name of the delegate's ServiceAccount. */
  readonly delegateServiceAccountName: pulumi.Output<string>;
  /** Tags that select the delegate. The first is its name. */
  readonly delegateSelectors: pulumi.Output<string>[];
  /** Name of the Secret that contains the token, if known. */
  readonly tokenSecretName?: pulumi.Output<string>;
  /** Version of the delegate, from its image tag. It determines the generation. */
  readonly delegateVersion?: string;
  /** URL of the Harness platform to which the delegate connects, if known. */
  readonly managerEndpoint?: pulumi.Output<string>;
}

/** A component with a delegate: one of this package, or a component that describes a delegate installed elsewhere. */
export type DelegateInput = pulumi.ComponentResource & DelegateOutputs;

/** Converts a token for the construct. An Output is stored in a Secret and nowhere else. */
export function tokenOf(component: string, token: TokenInput): DelegateToken {
  if (typeof token === 'string' || token instanceof Promise) {
    refuseKind(
      component,
      'token',
      token,
      'a DelegateToken or an Output',
      'Use config.requireSecret(…) or pulumi.secret(…).',
    );
  }
  return pulumi.Output.isInstance(token) ? DelegateToken.unsafePlainText(asString(pulumi.secret(token))) : token;
}

const DELEGATE = 'a component with a delegate, such as HarnessDelegate or CiBuildInfra';

/** Imports a delegate of another component into this construct tree. `property` names the argument in errors. */
export function delegateIn(scope: Construct, property: string, delegate: DelegateInput): IHarnessDelegate {
  if (isLate(delegate) || typeof delegate?.delegateName !== 'string' || !Array.isArray(delegate.delegateSelectors)) {
    refuseKind(scope.node.path, property, delegate, DELEGATE, 'Pass the component itself.');
  }
  const { delegateName, delegateNamespace, delegateServiceAccountName, delegateSelectors, tokenSecretName } = delegate;
  return HarnessDelegate.fromDelegateAttributes(scope, `Imported.${delegateName}`, {
    delegateName,
    namespace: asString(delegateNamespace),
    serviceAccountName: asString(delegateServiceAccountName),
    tags: delegateSelectors.slice(1).map(asString),
    tokenSecretName: tokenSecretName && asString(tokenSecretName),
    version: delegate.delegateVersion,
  });
}
