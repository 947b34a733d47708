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
