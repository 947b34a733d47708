/** Kubernetes quantities, compared exactly. @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const QUANTITY =
  /^(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?(?:(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE]([-+]?[0-9]{1,3}))?$/;
const DECIMAL_EXPONENT: { [suffix: string]: number } = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY_EXPONENT: { [suffix: string]: number } = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
/** Fractions are kept down to this power of ten; Kubernetes itself keeps nine digits. */
const SCALE = 30;

/** The quantity as a whole number of 10^-30, or `undefined` for a text that is none. */
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

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL = ['m', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const MILLI = 10n ** BigInt(SCALE - 3);

/**
 * A quantity so many times, written as Kubernetes itself writes it: with the greatest suffix of its kind that leaves a
 * whole number. Less than a thousandth is rounded up.
 */
export function multiplyQuantity(text: string, times: number): string {
  return writeQuantity((parseQuantity(text) ?? 0n) * BigInt(times), text.endsWith('i'));
}

/** An amount as of `parseQuantity`, as Kubernetes writes it; `isBinary` where its suffix is one of Ki, Mi, … */
export function writeQuantity(amount: bigint, isBinary: boolean): string {
  return isBinary && amount % (1000n * MILLI) === 0n
    ? withSuffix(amount / (1000n * MILLI), 1024n, BINARY)
    : withSuffix((amount + MILLI - 1n) / MILLI, 1000n, DECIMAL);
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
