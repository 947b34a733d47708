/** The emitter of cdk8s: which strings it writes so that every reader returns them. */
import { Yaml } from 'cdk8s';
import { hasMisread, isPlain, unwritableIn } from './yaml-strings';

/** Without quotes, some reader takes it for a boolean, null, a merge key or a date. */
const SPECIAL = /^(?:=|<<|~|true|false|yes|no|on|off|null|y|n|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t ].*)?)$/i;

/** Without quotes, some reader takes it for a number once it has removed the underscores. */
const NUMBER =
  /^[-+]?(?:0x[0-9a-f]+|0o?[-+]?[0-7]+|0b[-+]?[01]+|(?:[0-9][0-9.:]*|\.[0-9]+)(?:e[-+]?[0-9]+)?|\.inf|\.nan)$/i;

/** Blocks that start with a tab, or that consist of blanks, are misread. */
const BAD_BLOCK = /^[\n ]*(?:\t| [\n ]*$)/;

/** Whether every reader returns the string, a key or a value, from what cdk8s writes. */
export function isCarriedByCdk8s(text: string, isKey: boolean): boolean {
  if (isPlain(text)) {
    return true;
  }
  if (unwritableIn(text) !== undefined) {
    return false;
  }
  const written = isKey ? Yaml.stringify({ [text]: 0 }) : Yaml.stringify({ k: text }).slice('k: '.length);
  if (hasMisread(written)) {
    return false;
  }
  switch (written[0]) {
    case '"':
    case "'":
      return !written.trimEnd().includes('\n');
    case '|':
      return !BAD_BLOCK.test(text);
    case '?':
      return true;
    default:
      return !text.includes('\t') && !SPECIAL.test(text) && !isNumber(text);
  }
}

function isNumber(text: string): boolean {
  return /^[-+.0-9]/.test(text) && NUMBER.test(text.replaceAll('_', ''));
}
