/** A fake secret that must appear nowhere. It has the format of a Harness token, and is not a DNS name. */
export const SENTINEL = 'U2VudGluZWwtVG9rZW4tMDAw+/8=';
/** The same as a hexadecimal number, which is what a decoded token looks like. */
export const HEX_SENTINEL = '5e9714e15e9714e15e9714e15e9714e1';
