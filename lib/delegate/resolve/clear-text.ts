/** Plain text where a Secret is meant. */
import type { PropertyChecks } from '../../values';

const SECRET_NAMES = [
  /(TOKENS?|PASSWORDS?|PASSWD|PASSPHRASE|SECRETS?|CREDENTIALS?|API_?KEYS?|ACCESS_?KEYS?|PRIVATE_?KEYS?)([_.-](VALUE|BASE64|B64))?$/i,
  /(^|[_.-])(PASS|PAT)$/i,
];
/** A switch is no secret, whatever the variable is called. */
const HARMLESS = /^(true|false)?$/i;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** The bound keeps long texts from taking quadratic time. */
const URL_WITH_PASSWORD = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[^/\s:@]{0,256}:[^/\s@]{1,1024}@/i;

/** Refuses a variable whose name or value speaks of a secret. The value is not shown. */
export function refuseSecret(
  checks: PropertyChecks,
  property: string,
  name: string,
  value: string,
  remedy: string,
): void {
  checks.later(property, [name, value], (knownName, known) => {
    if (SECRET_NAMES.some((pattern) => pattern.test(knownName)) && !HARMLESS.test(known)) {
      checks.refuse(property, knownName, 'a reference to a Secret for a variable of that name', remedy);
    }
  });
  refuseSecretText(checks, `${property}.value`, value, remedy);
}

/** Refuses a text that holds a private key, or a URL with a password. */
export function refuseSecretText(checks: PropertyChecks, property: string, text: string, remedy: string): void {
  checks.later(property, [text], (known) => {
    if (PRIVATE_KEY.test(known) || URL_WITH_PASSWORD.test(known)) {
      checks.refuse(property, undefined, 'a text without private keys and passwords', remedy);
    }
  });
}
