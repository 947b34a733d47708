import type { PropertyChecks } from '../checks/property-checks';
import { once } from '../plain';

/** Kubernetes quantities, compared exactly. @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const QUANTITY =
  /^(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?(?:(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE]([-+]?[0-9]{1,3}))?$/;

const DECIMAL_EXPONENT: { [suffix: string]: number } = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

const BINARY_EXPONENT: { [suffix: string]: number } = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** Fractions are kept down to this power of ten; Kubernetes itself keeps nine digits. */
const SCALE = 30;

/** Parses a quantity into a multiple of 10^-30. Returns `undefined` for an invalid one. */
export function parseQuantity(text: string): bigint | undefined {
  const match = QUANTITY.exec(text);
  if (!match) {
    return undefined;
  }
  const [, whole, fraction = '', suffix = '', exponent] = match;
  const power = SCALE - fraction.length + (DECIMAL_EXPONENT[suffix] ?? Number(exponent ?? 0));
  const digits = BigInt(whole + fraction) * 2n ** BigInt(BINARY_EXPONENT[suffix] ?? 0);
  return power >= 0 ? digits * 10n ** BigInt(power) : digits / 10n ** BigInt(-power);
}

/** Whether a quantity is above another one. An invalid one counts as nothing, for example an expression. */
export function exceeds(amount: string, most: string): boolean {
  return (parseQuantity(amount) ?? 0n) > (parseQuantity(most) ?? 0n);
}

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const DECIMAL = ['m', '', 'k', 'M', 'G', 'T', 'P', 'E'];

/** A thousandth. Calculated on use: few programs that load the package do arithmetic with quantities. */
export function milli(): bigint {
  return 10n ** BigInt(SCALE - 3);
}

/**
 * Multiplies a quantity. The result is written as by Kubernetes: with the largest suffix of its kind that leaves a whole
 * number. Amounts finer than a thousandth are rounded up.
 */
export function multiplyQuantity(text: string, times: number): string {
  return writeQuantity((parseQuantity(text) ?? 0n) * BigInt(times), text.endsWith('i'));
}

/** Writes an amount from `parseQuantity` as Kubernetes does; `isBinary` selects the suffixes Ki, Mi, … */
export function writeQuantity(amount: bigint, isBinary: boolean): string {
  const one = milli();
  return isBinary && amount % (1000n * one) === 0n
    ? withSuffix(amount / (1000n * one), 1024n, BINARY)
    : withSuffix((amount + one - 1n) / one, 1000n, DECIMAL);
}

function withSuffix(amount: bigint, base: bigint, suffixes: readonly string[]): string {
  if (amount === 0n) {
    return '0';
  }
  let [rest, index] = [amount, 0];
  while (rest % base === 0n && index < suffixes.length - 1) {
    [rest, index] = [rest / base, index + 1];
  }
  return `${rest}${suffixes[index]}`;
}

/** What errors say about an amount of CPU. */
const OF_CPU = {
  allowed: 'a Kubernetes quantity above 0, for example 2 or 500m',
  remedy: 'Use a number of CPUs, or thousandths with the suffix m, without a space.',
};

/** What errors say about an amount of memory or storage. */
const OF_BYTES = {
  allowed: 'a Kubernetes quantity above 0, for example 256Mi',
  remedy: 'Use a number with a suffix such as Mi or Gi, without a space.',
};

const UNIT_OF_BYTES = /[MGTPE]i?$/;

/** A cluster of 5000 nodes, the most that Kubernetes supports, hardly has as many. */
const tooManyCpus = once(() => parseQuantity('1M') as bigint);

/** Parses an amount of CPU above 0. It is used in calculations, so it must be known at construction. */
export function cpuQuantity(checks: PropertyChecks, property: string, text: string): bigint {
  const amount = positiveQuantity(checks, property, text, OF_CPU);
  const [unit] = UNIT_OF_BYTES.exec(text) ?? [];
  if (unit !== undefined && amount >= tooManyCpus()) {
    const number = text.slice(0, -unit.length);
    const remedy = `${unit} is a unit of memory: did you mean ${number}, or is this the amount of memory?`;
    checks.refuse(property, text, OF_CPU.allowed, remedy);
  }
  return amount;
}

function positiveQuantity(checks: PropertyChecks, property: string, text: string, words: typeof OF_CPU): bigint {
  checks.plain(property, text);
  const amount = parseQuantity(text);
  if (!amount) {
    checks.refuse(property, text, words.allowed, words.remedy);
  }
  return amount;
}

/**
 * The minimum amount of memory or storage. A smaller amount is a mistake: the suffix is missing (`4` means bytes), or
 * is `m`, which means thousandths.
 */
const leastBytes = once(() => parseQuantity('1Mi') as bigint);

const wholeByte = once(() => parseQuantity('1') as bigint);

/** Whether the string is a plausible amount of memory or storage: whole bytes, and not less than the minimum. */
export function isByteQuantity(text: string): boolean {
  const amount = parseQuantity(text);
  return amount !== undefined && amount >= leastBytes() && !/[mun]$/.test(text);
}

/** Parses an amount of memory or storage, which must be known at construction. */
export function byteQuantity(checks: PropertyChecks, property: string, text: string): bigint {
  const amount = positiveQuantity(checks, property, text, OF_BYTES);
  if (amount % wholeByte() !== 0n) {
    checks.refuse(property, text, 'a whole number of bytes', 'Use the suffix Mi for mebibytes: m means thousandths.');
  }
  if (amount < leastBytes()) {
    const hint = `A number without a suffix is in bytes: did you mean ${text}Mi?`;
    checks.refuse(property, text, 'at least 1Mi', /^[0-9]+$/.test(text) ? hint : 'Increase it.');
  }
  return amount;
}

/** A number or a percentage of pods. */
export class PercentOrAbsolute {
  /** A percentage of pods: a whole number from 0 to 100. */
  public static percent(percent: number): PercentOrAbsolute {
    return new PercentOrAbsolute(percent, true);
  }

  /** A number of pods, at least 0. */
  public static absolute(count: number): PercentOrAbsolute {
    return new PercentOrAbsolute(count, false);
  }

  private constructor(
    /** The number. */
    public readonly amount: number,
    /** Whether the number is a percentage. */
    public readonly isPercent: boolean,
  ) {}

  /** Whether it is zero. */
  public isZero(): boolean {
    return this.amount === 0;
  }

  /** The notation of Kubernetes: `25%` or `1`. */
  public toString(): string {
    return this.isPercent ? `${this.amount}%` : `${this.amount}`;
  }

  /** @internal */
  public _toKubernetes(): number | string {
    return this.isPercent ? this.toString() : this.amount;
  }
}
