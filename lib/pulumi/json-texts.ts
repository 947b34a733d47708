/** Texts that other programs take for JSON, with values put into the texts within them. */
import * as pulumi from '@pulumi/pulumi';

/** In parentheses, so that `split` keeps what it splits at. */
const STRING = /("[^"\\]*(?:\\.[^"\\]*)*")/;

/** Whether the text is an object or a list of JSON. */
export function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) {
    return false;
  }
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The JSON with what `restored` makes of each of its strings: none of them ends before its time, however deep it lies. */
export function inJson(text: string, restored: (inner: string) => pulumi.Input<string>): pulumi.Output<string> {
  const parts = text.split(STRING).map((part, index) => {
    const inner = index % 2 === 0 ? part : restored(JSON.parse(part) as string);
    // Strings without a late value stay as they are written.
    return typeof inner === 'string' ? part : pulumi.output(inner).apply((known) => JSON.stringify(known));
  });
  return pulumi.all(parts).apply((known) => known.join(''));
}
