/**
 * Translates errors of inner constructs into the properties of the composite that created them. Users never set the inner
 * properties, so errors show the composite's path and its own property names, at construction and at synth.
 */
import type { IConstruct } from 'constructs';
import { type ErrorDetails, HarnessConstructsError } from '../errors';
import { withOwnNames } from '../wording';
import { joined } from './together';

/** How a composite names the properties of a construct that it creates. */
export interface OwnWords {
  /** The composite, to which checks at synth belong; unset for those of the inner construct. */
  readonly construct?: IConstruct;
  /** The construct path in errors: by default, that of the composite, or else that of the inner construct. */
  readonly path?: string;
  /** The composite's path for each property of the inner construct, or for a path within one: the longest applies. */
  readonly names: { readonly [property: string]: string };
}

/** Rewrites the details of an error for the composite. */
type Translation = (details: ErrorDetails) => ErrorDetails;

/** The composite that reports errors. */
interface Speaker {
  /** The outermost composite, to which validations are added. */
  readonly construct?: IConstruct;
  readonly translation: Translation;
}

const ITSELF: Speaker = { translation: (details) => details };

/** Global, so that checks that run later can capture the current composite. */
let speaker = ITSELF;

/** The composite that reports errors now; checks that run later keep it. */
export function currentSpeaker(): Speaker {
  return speaker;
}

/** Creates or extends constructs, and translates the errors that they throw now or later. */
export function inOwnWords<T>(words: OwnWords, make: () => T): T {
  const outer = speaker;
  const own = translationBy(words);
  const translation: Translation = (details) => outer.translation(own(details));
  speaker = { construct: outer.construct ?? words.construct, translation };
  try {
    return make();
  } catch (error) {
    throw translated(error, own);
  } finally {
    speaker = outer;
  }
}

/** Translates an error of this package; returns any other error unchanged. */
export function translated(error: unknown, translation: Translation): unknown {
  if (!HarnessConstructsError.isHarnessConstructsError(error) || translation === ITSELF.translation) {
    return error;
  }
  const { cause } = error;
  const told = joined(HarnessConstructsError.markedOf(error).map(translation));
  return cause === undefined ? told : Object.defineProperty(told, 'cause', { value: cause });
}

function translationBy({ construct, path, names }: OwnWords): Translation {
  const pathOf = (property: string) => renamed(property, names);
  return (details) => ({
    ...details,
    constructPath: path ?? construct?.node.path ?? details.constructPath,
    property: pathOf(details.property),
    ...(details.problem === undefined ? {} : { problem: withOwnNames(details.problem, pathOf) }),
    allowed: withOwnNames(details.allowed, pathOf),
    remedy: withOwnNames(details.remedy, pathOf),
  });
}

function renamed(property: string, names: OwnWords['names']): string {
  const [longest] = Object.keys(names)
    .filter((name) => property.startsWith(name) && !/^\w/.test(property.slice(name.length)))
    .sort((one, other) => other.length - one.length);
  return longest === undefined ? property : `${names[longest]}${property.slice(longest.length)}`;
}
