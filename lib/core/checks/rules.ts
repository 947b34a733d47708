/** Rules for names, labels and other short strings of Kubernetes and Harness. */
import { isByteQuantity, parseQuantity } from '../manifest/quantity';
import { own } from '../wording';
import { hasToken, isSecret, isTokenLike } from '../token-forms';
import type { Rule } from './property-checks';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
export const DNS_LABEL: Rule = {
  isName: true,
  allowed: "a DNS label: at most 63 lowercase letters, digits and '-', starting and ending with a letter or digit",
  remedy: 'Rename it.',
  holds: (value) => value.length <= 63 && LABEL.test(value),
};

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
export const DNS_SUBDOMAIN: Rule = {
  isName: true,
  allowed:
    "a DNS subdomain: at most 253 lowercase letters, digits, '-' and '.', starting and ending with a letter or digit",
  remedy: 'Rename it.',
  holds: (value) => value.length <= 253 && SUBDOMAIN.test(value),
};

/** Excludes system namespaces: if they were created here, they would be labeled, and deleted with the delegate. */
export const NAMESPACE_OF_ONES_OWN: Rule = {
  allowed: `a namespace other than default and kube-* when ${own('createNamespace')} is true`,
  remedy: `Use another namespace, or set ${own('createNamespace')} to false.`,
  holds: (value) => value !== 'default' && !value.startsWith('kube-'),
};

/**
 * The name of a Secret. Tokens do not match: those from the Harness UI contain uppercase letters or '=', or are long
 * hexadecimal numbers. So a token in place of a name is refused.
 */
export const SECRET_NAME: Rule = {
  allowed: 'the name of a Secret (a DNS subdomain), and not the secret itself',
  remedy: 'Put the secret in a Kubernetes Secret, and pass the name of the Secret.',
  holds: (value) => DNS_SUBDOMAIN.holds(value) && !isSecret(value),
};

/** The name of a Role or ClusterRole. @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-creation-or-update */
export const ROLE_NAME: Rule = {
  isName: true,
  allowed: "a name without '/', '%' and white space, and not '.' or '..'",
  remedy: 'Pass the name of a Role or ClusterRole.',
  holds: (value) => value !== '' && value !== '.' && value !== '..' && !/[/%\s]/.test(value),
};

/** A key in a Secret or ConfigMap. */
export const DATA_KEY: Rule = {
  isName: true,
  allowed: "a key of at most 253 letters, digits, '-', '_' and '.'",
  remedy: 'Change the key.',
  holds: (value) => value.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(value) && value !== '.' && !value.startsWith('..'),
};

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export const QUALIFIED_NAME: Rule = {
  isName: true,
  isPublic: true,
  allowed:
    "a key: an optional DNS prefix and '/', then at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit",
  remedy: 'Change the key.',
  holds: (value) => {
    const parts = value.split('/');
    const name = parts.pop() ?? '';
    const prefix = parts.pop();
    return (
      parts.length === 0 &&
      name.length <= 63 &&
      QUALIFIED.test(name) &&
      (prefix === undefined || DNS_SUBDOMAIN.holds(prefix))
    );
  },
};

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export const LABEL_VALUE: Rule = {
  isPublic: true,
  allowed:
    "a label value: empty, or at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit",
  remedy: 'Change the value, or use an annotation.',
  holds: (value) => value === '' || (value.length <= 63 && QUALIFIED.test(value)),
};

/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export const QUANTITY: Rule = {
  allowed: 'a Kubernetes quantity, for example 500m or 256Mi',
  remedy: 'Use a number with an optional suffix such as m, Mi or Gi, without a space.',
  holds: (value) => parseQuantity(value) !== undefined,
};

/** An amount of memory or storage. */
export const BYTES: Rule = {
  allowed: 'an amount of at least 1Mi, for example 256Mi',
  remedy: 'Add the suffix Mi or Gi: a number without a suffix is in bytes, and m means thousandths.',
  holds: isByteQuantity,
};

/** Any string. */
export const ANY_TEXT: Rule = { allowed: 'a string', remedy: 'Change it.', holds: () => true };

/** Any string that everybody can read, such as a description. */
export const PUBLIC_TEXT: Rule = { ...ANY_TEXT, isPublic: true };

/** A string that is not blank. */
export const NOT_EMPTY: Rule = {
  allowed: 'a non-empty string',
  remedy: 'Set it, or remove it.',
  holds: (value) => value.trim() !== '',
};

/** The name of an environment variable, as accepted by the shell and Kubernetes. */
export const ENVIRONMENT_NAME: Rule = {
  isName: true,
  allowed: "a name of letters, digits, '_', '-' and '.', not starting with a digit",
  remedy: 'Rename the variable.',
  holds: (value) => /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(value) && value !== '.' && !value.startsWith('..'),
};

/** The ID of a Harness account: 22 characters that appear in every URL of the account. */
export const ACCOUNT_ID: Rule = {
  allowed: "an account ID of letters, digits, '-' and '_', as in the URL of your Harness account",
  remedy: 'Copy the part of the URL after /account/.',
  holds: (value) => /^[A-Za-z0-9_-]+$/.test(value) && !isTokenLike(value) && !hasToken(value),
};

/** Harness joins tags with commas. */
export const DELEGATE_TAG: Rule = {
  isName: true,
  isPublic: true,
  allowed: 'a tag without commas, white space and control characters',
  remedy: 'Pass each tag as a separate element.',
  holds: (value) => value !== '' && !/[,\s\p{Cc}]/u.test(value),
};

/** An absolute path inside a container. */
export const ABSOLUTE_PATH: Rule = {
  allowed: "an absolute path without ':'",
  remedy: "Start the path with '/', and remove ':'.",
  holds: (value) => value.startsWith('/') && !value.includes(':'),
};
