/** Properties whose strings are known only later, where supported. */
import { Lazy } from 'cdk8s';
import { unresolved } from '../../../lib/core';
import { withTexts } from './recorded';

/** Ways for a value to be known only later. */
export const LATE: { readonly [what: string]: (value: string) => string } = {
  'a placeholder': (value) => unresolved(() => value),
  'a placeholder within a text': (value) => `${value.slice(0, 1)}${unresolved(() => value.slice(1))}`,
  'a placeholder for a placeholder': (value) => unresolved(() => unresolved(() => value)),
  'a Lazy of cdk8s': (value) => Lazy.any({ produce: () => value }) as string,
};

/** Documented as plain: they decide names or the shape of the output. */
const PLAIN = [
  /^delegateName$/,
  /^scope\.HarnessScope\.\w+\(\d\)$/,
  /^(upgrader\.)?resources\.\w+$/,
  /^adoption\.DelegateAdoption\.helm\(\d\)\.\w+$/,
  /^env\[\d+\]\.DelegateVariable\.\w+\(0\)$/,
  /^(volumes|volumeMounts|initContainers|sidecars)\[\d+\]\.name$/,
  /^volumeMounts\[\d+\]\.mountPath$/,
];
/** Documented as plain in the egress of builds, because closed addresses are excluded from them. */
export const WIDE_BLOCKS: readonly string[] = ['0.0.0.0/0', 'fd00::/8'];
/** Values of enumerations. */
const CHOICES = [
  /^(profile|generation|(upgrader\.)?imagePullPolicy|podSecurityLevel|dnsPolicy)$/,
  /\.(effect|whenUnsatisfiable|storeKind|scheme)$/,
];

export function isDocumentedAsPlain(path: string): boolean {
  return PLAIN.some((pattern) => pattern.test(path));
}

export function isChoice(path: string): boolean {
  return CHOICES.some((pattern) => pattern.test(path));
}

/** Paths of the strings within properties, including arguments of factories. */
export function textsOf(props: object): [path: string, text: string][] {
  const found: [string, string][] = [];
  withTexts(props, (text, path) => {
    found.push([path, text]);
    return text;
  });
  return found;
}

/** Makes the strings at some paths known only later. Sets the generation, because the image may not identify it. */
export function lateProps<P extends object>(
  props: P,
  late: (value: string) => string,
  isLate: (path: string) => boolean,
): P {
  return withTexts(props, (text, path) => (isLate(path) && !WIDE_BLOCKS.includes(text) ? late(text) : text));
}
