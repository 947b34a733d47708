/** Checks of values that may be known only later: deferred, never skipped. */
import type { IConstruct } from 'constructs';
import { currentSpeaker, translated } from '../checks/own-words';
import { HarnessConstructsError } from '../errors';
import { typeNameOf } from '../plain';
import { engineOf } from './engine';
import { isUnresolved, NoTextError, placeholderOf, valueOf } from './late-values';

/**
 * Runs `check` now, or at synth if one of the inputs is known only then: deferred, never skipped. `property` is the name
 * in the error for an input that does not resolve to a string.
 */
export function checkLater(
  scope: IConstruct,
  inputs: readonly string[],
  check: (...values: string[]) => void,
  property = 'value',
): void {
  const run = () => check(...inputs.map((input) => textOf(scope, property, input)));
  if (!inputs.some(isUnresolved)) {
    run();
    return;
  }
  const engine = engineOf(scope);
  const { construct = scope, translation } = currentSpeaker();
  const inItsWords = (checkNow: () => void) => {
    try {
      checkNow();
    } catch (error) {
      throw translated(error, translation);
    }
  };
  if (engine === undefined) {
    validateAtSynth(construct, () => inItsWords(run));
  } else {
    const checkTexts = (...known: string[]) =>
      inItsWords(() => check(...known.map((value) => textOf(scope, property, value))));
    const { constructPath, property: own } = translation({
      constructPath: scope.node.path,
      property,
      allowed: '',
      remedy: '',
    });
    engine.defer(inputs.map(placeholderOf), checkTexts, { constructPath, property: own });
  }
}

/** Checks that a construct runs at synth. Several can find the same, as parts of a composite share its values. */
const checksAtSynth = new WeakMap<IConstruct, (() => void)[]>();

function validateAtSynth(construct: IConstruct, check: () => void): void {
  const checks = checksAtSynth.get(construct) ?? [];
  if (checks.length === 0) {
    checksAtSynth.set(construct, checks);
    construct.node.addValidation({ validate: () => [...new Set(checks.flatMap(messagesOf))] });
  }
  checks.push(check);
}

function textOf(scope: IConstruct, property: string, input: string): string {
  try {
    return valueOf(input);
  } catch (error) {
    if (error instanceof NoTextError) {
      throw new HarnessConstructsError({
        constructPath: scope.node.path,
        property,
        ...(input === undefined ? { problem: 'missing' } : { given: typeNameOf(error.value) }),
        allowed: 'a string',
        remedy: input === undefined ? 'Set it.' : 'Convert it where it comes from.',
      });
    }
    throw error;
  }
}

function messagesOf(check: () => void): string[] {
  try {
    check();
    return [];
  } catch (error) {
    return [HarnessConstructsError.isHarnessConstructsError(error) ? error.summary : String(error)];
  }
}
