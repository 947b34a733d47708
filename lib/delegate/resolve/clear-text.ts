/** Plain text where a Secret is meant. */
import type { PropertyChecks } from '../../values';

const SECRET_NAMES = [
  /(TOKENS?|PASSWORDS?|PASSWD|PASSPHRASE|SECRETS?|CREDENTIALS?|API_?KEYS?|(ACCESS|PRIVATE|SECRET|SIGNING|ENCRYPTION|ACCOUNT)[_.-]?KEYS?)[_.-]?[0-9]*([_.-](VALUE|BASE64|B64))?$/i,
  /(^|[_.-])(PASS|PWD|PAT|AUTH|BEARER|WEBHOOK(_URL)?|DOCKER_AUTH_CONFIG)[_.-]?[0-9]*$/i,
];
/** Tokens that tell by their form what they are: GitHub, GitLab, Slack, Harness, npm, AWS, and JSON Web Tokens. */
const TOKEN_FORMS =
  /\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{50}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10}|(pat|sat)\.[\w-]{10,}\.\w{10,}|npm_[A-Za-z0-9]{36}|AKIA[A-Z0-9]{16}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.)/;
/** A switch is no secret, whatever the variable is called. */
const HARMLESS = /^(true|false)?$/i;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** The bound keeps long texts from taking quadratic time. */
const URL_WITH_PASSWORD = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[^/\s:@]{0,256}:[^/\s@]{1,1024}@/i;

const A_REFERENCE = 'a reference to a Secret for a variable of that name';
const NO_SECRETS = 'a text without private keys, tokens and passwords';

/** Whether an error that says this of what is allowed is about clear text. */
export function isAboutClearText(allowed: string): boolean {
  return [A_REFERENCE, NO_SECRETS].includes(allowed);
}

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
      checks.refuse(property, knownName, A_REFERENCE, remedy);
    }
  });
  refuseSecretText(checks, `${property}.value`, value, remedy);
}

/** Refuses a text that holds a private key, a token of a known form, or a URL with a password. */
export function refuseSecretText(checks: PropertyChecks, property: string, text: string, remedy: string): void {
  checks.later(property, [text], (known) => {
    if (PRIVATE_KEY.test(known) || TOKEN_FORMS.test(known) || URL_WITH_PASSWORD.test(known)) {
      checks.refuse(property, undefined, NO_SECRETS, remedy);
    }
  });
}
