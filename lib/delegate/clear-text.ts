/** Refuses secrets in clear text. */
import { hasToken, type PropertyChecks } from '../core';

const SECRET_NAMES = [
  /(TOKENS?|PASSWORDS?|PASSWD|PASSPHRASE|SECRETS?|CREDENTIALS?|API_?KEYS?|(ACCESS|PRIVATE|SECRET|SIGNING|ENCRYPTION|ACCOUNT)[_.-]?KEYS?)[_.-]?[0-9]*([_.-](VALUE|BASE64|B64))?$/i,
  /(^|[_.-])(PASS|PWD|PAT|AUTH|BEARER|WEBHOOK(_URL)?|DOCKER_AUTH_CONFIG)[_.-]?[0-9]*$/i,
];

/** A boolean is never a secret, even if the name of the variable suggests one. */
const HARMLESS = /^(true|false)?$/i;

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** The bound prevents quadratic time on long strings. */
const URL_WITH_PASSWORD = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[^/\s:@]{0,256}:[^/\s@]{1,1024}@/i;

const A_REFERENCE = 'a reference to a Secret, because the name suggests a secret';

const NO_SECRETS = 'a string without a private key, token or password';

/** Whether an error with this expectation is about clear text. */
export function isAboutClearText(allowed: string): boolean {
  return [A_REFERENCE, NO_SECRETS].includes(allowed);
}

/** Refuses a variable whose name or value indicates a secret. The error does not show the value. */
export function refuseSecret(
  checks: PropertyChecks,
  property: string,
  name: string,
  value: string,
  remedy: string,
): void {
  checks.later(property, [name, value], (knownName, known) => {
    if (SECRET_NAMES.some((pattern) => pattern.test(knownName)) && !HARMLESS.test(known)) {
      checks.refuse(property, knownName, A_REFERENCE, remedy);
    }
  });
  refuseSecretText(checks, `${property}.value`, value, remedy);
}

/** Refuses a string that contains a private key, a token with a known format, or a URL with a password. */
export function refuseSecretText(checks: PropertyChecks, property: string, text: string, remedy: string): void {
  checks.later(property, [text], (known) => {
    if (PRIVATE_KEY.test(known) || hasToken(known) || URL_WITH_PASSWORD.test(known)) {
      checks.refuse(property, undefined, NO_SECRETS, remedy);
    }
  });
}
