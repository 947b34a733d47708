/** Stands for a secret: it must turn up nowhere. It has the form of a token of the Harness UI, and is no DNS name. */
export const SENTINEL = 'U2VudGluZWwtVG9rZW4tMDAw+/8=';
/** The same for places that take any number in hexadecimal, which is how a decoded token looks. */
export const HEX_SENTINEL = '5e9714e15e9714e15e9714e15e9714e1';
