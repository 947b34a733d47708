/** Rules for names, labels and other short texts of Kubernetes and Harness. */
import type { Rule } from './checks';
import { parseQuantity } from './quantity';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
export const DNS_LABEL: Rule = {
  allowed: "a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit",
  remedy: 'Rename it.',
  holds: (value) => value.length <= 63 && LABEL.test(value),
};

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
export const DNS_SUBDOMAIN: Rule = {
  allowed:
    "a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', starting and ending with a letter or digit",
  remedy: 'Rename it.',
  holds: (value) => value.length <= 253 && SUBDOMAIN.test(value),
};

/** Namespaces of the cluster itself: made here they would be labelled, and deleted with the delegate. */
export const NAMESPACE_OF_ONES_OWN: Rule = {
  allowed: 'a namespace other than default and kube-…',
  remedy: 'Set createNamespace to false, or use another namespace.',
  holds: (value) => value !== 'default' && !value.startsWith('kube-'),
};

/**
 * The name of a Secret. Tokens of the Harness UI are no such names: they have capitals or '=', or are long hexadecimal
 * numbers. So a token that was passed where a name is meant is refused.
 */
export const SECRET_NAME: Rule = {
  allowed: 'the name of a Secret (a DNS subdomain), not the secret itself',
  remedy: 'Put the secret into a Kubernetes Secret and pass the name of that Secret.',
  holds: (value) => DNS_SUBDOMAIN.holds(value) && !/^[0-9a-f]{32,}$/.test(value),
};

/** The name of a Role or ClusterRole. @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-creation-or-update */
export const ROLE_NAME: Rule = {
  allowed: "a path segment name: not empty, not '.' or '..', without '/' and '%'",
  remedy: 'Pass the name of a Role or ClusterRole.',
  holds: (value) => value !== '' && value !== '.' && value !== '..' && !/[/%\s]/.test(value),
};

/** A key in a Secret or ConfigMap. */
export const DATA_KEY: Rule = {
  allowed: "at most 253 letters, digits, '-', '_' and '.'",
  remedy: 'Change the key.',
  holds: (value) => value.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(value) && value !== '.' && !value.startsWith('..'),
};

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export const QUALIFIED_NAME: Rule = {
  allowed: "a key: an optional DNS prefix and '/', then at most 63 letters, digits, '-', '_' and '.'",
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
  allowed: "empty, or at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit",
  remedy: 'Change the value, or use an annotation.',
  holds: (value) => value === '' || (value.length <= 63 && QUALIFIED.test(value)),
};

/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export const QUANTITY: Rule = {
  allowed: 'a Kubernetes quantity, for example 500m or 256Mi',
  remedy: 'Correct it.',
  holds: (value) => parseQuantity(value) !== undefined,
};

/** Any text. */
export const ANY_TEXT: Rule = { allowed: 'a text', remedy: 'Pass a string.', holds: () => true };

/** Some text. */
export const NOT_EMPTY: Rule = {
  allowed: 'a text that is not empty',
  remedy: 'Set it, or leave the property out.',
  holds: (value) => value.trim() !== '',
};

/** A name that the shell and Kubernetes accept for an environment variable. */
export const ENVIRONMENT_NAME: Rule = {
  allowed: "letters, digits, '_', '-' and '.', not starting with a digit",
  remedy: 'Rename the variable.',
  holds: (value) => /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(value) && value !== '.' && !value.startsWith('..'),
};

/** The Harness account: 22 characters that are in every URL of the account. */
export const ACCOUNT_ID: Rule = {
  allowed: "letters, digits, '-' and '_', as in the URL of your Harness account",
  remedy: 'Copy the account id from the URL behind /account/.',
  holds: (value) => /^[A-Za-z0-9_-]+$/.test(value),
};

/** Harness joins tags with commas. */
export const DELEGATE_TAG: Rule = {
  allowed: 'a tag without commas, blanks and control characters',
  remedy: 'Pass each tag as its own element.',
  holds: (value) => value !== '' && !/[,\s\p{Cc}]/u.test(value),
};

/** An absolute path inside a container. */
export const ABSOLUTE_PATH: Rule = {
  allowed: "an absolute path without ':'",
  remedy: "Start the path with '/'.",
  holds: (value) => value.startsWith('/') && !value.includes(':'),
};
