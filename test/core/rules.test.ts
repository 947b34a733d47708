import * as rules from '../../lib/core/checks/rules';

type Cases = { readonly [rule in keyof typeof rules]: { readonly good: string[]; readonly bad: string[] } };

const L63 = 'a'.repeat(63);
const L253 = Array(4).fill(L63).join('.').slice(0, 253);

/** A rule without cases does not compile. */
const CASES: Cases = {
  DNS_LABEL: {
    good: ['a', '1', 'a-b', 'a--b', '1-2', L63],
    bad: ['', '-', 'a-', '-a', 'A', 'a_b', 'a.b', 'a b', 'ä', 'a\n', '\na', `${L63}a`],
  },
  DNS_SUBDOMAIN: {
    good: ['a', 'a.b', 'a-b.c1', '1.2.3', L63, `${L63}a`, L253],
    bad: ['', '.', 'a.', '.a', 'a..b', 'a.-b', 'a-.b', 'A.b', 'a_b', 'a/b', 'a b', 'a\n', `${L253}aa`],
  },
  NAMESPACE_OF_ONES_OWN: {
    good: ['a', 'harness-builds', 'defaults', 'a-kube-system'],
    bad: ['default', 'kube-system', 'kube-public', 'kube-'],
  },
  SECRET_NAME: {
    good: ['ci-delegate-token', 'a.b', 'abc123', 'deadbeef', `a${'0'.repeat(30)}`, `g${'0'.repeat(40)}`],
    bad: ['', 'MDEyMzQ1Njc4OWFiY2RlZg==', 'Token', '0123456789abcdef'.repeat(2), 'a'.repeat(32), 'a/b', 'a b'],
  },
  QUANTITY: {
    good: ['0', '1', '500m', '0.5', '256Mi', '1e3', '1E', '.5'],
    bad: ['', 'one', '1 Gi', '1gb', '1KI', '-', 'm'],
  },
  BYTES: {
    good: ['1Mi', '256Mi', '1048576', '1.5Gi', '2M', '1e9'],
    bad: ['', '0', '4', '4m', '400m', '1048575', '1023Ki', '4k', 'much', '9999999999m'],
  },
  ROLE_NAME: {
    good: ['view', 'system:node', 'Acme Deployer'.replace(' ', '-'), 'a.b', 'a..b', '...', 'ä', 'A_B'],
    bad: ['', '.', '..', 'a/b', 'a%b', 'a b', 'a\n'],
  },
  DATA_KEY: {
    good: [
      'HARNESS_DELEGATE_TOKEN',
      'delegate-token',
      'a.b',
      '.dockerconfigjson',
      '_',
      '-',
      '1',
      'a..b',
      'a'.repeat(253),
    ],
    bad: ['', '.', '..', '..a', 'a/b', 'a b', 'ä', 'a=', 'a\n', 'a'.repeat(254)],
  },
  QUALIFIED_NAME: {
    good: ['a', 'A', 'a_b.c-d', 'app.kubernetes.io/name', 'a/B', '1/1', `${L253}/${L63}`],
    bad: [
      '',
      '/',
      'a/',
      '/a',
      'a/b/c',
      'A.io/a',
      '-a',
      'a-',
      '_a',
      'a b',
      'ä',
      `${L63}a`,
      `a/${L63}a`,
      `${L253}aa/a`,
      'a\n',
    ],
  },
  LABEL_VALUE: {
    good: ['', 'a', 'A', '1', 'true', 'a_b.c-d', L63],
    bad: ['-', 'a-', '_a', '.a', 'a b', 'a/b', 'a:b', 'ä', `${L63}a`, ' ', 'a\n'],
  },
  PUBLIC_TEXT: { good: ['', ' ', 'a', 'ä\n'], bad: [] },
  ANY_TEXT: { good: ['', ' ', 'a', 'ä\n'], bad: [] },
  NOT_EMPTY: { good: ['a', ' a ', '0'], bad: ['', ' ', '\n\t'] },
  ENVIRONMENT_NAME: {
    good: ['A', 'a', '_', 'A_B', 'a.b', 'a-b', '-a', '.a', 'A1'],
    bad: ['', '1A', 'A B', 'A=B', 'ä', '.', '..', '..a', 'A\n', 'A:B'],
  },
  ACCOUNT_ID: {
    good: ['6_vVHzo9Qeu9fXvj-AcQCb', 'AQ8xhfNCRtGIUjq5bSM8Fg', '1', '_', '-'],
    bad: ['', ' ', 'a b', 'a/b', 'a.b', 'a=', 'ä', 'a\n', 'https://app.harness.io/ng/account/a'],
  },
  DELEGATE_TAG: {
    good: ['k8s', 'qa-signoff-k8s', 'a:b', 'a.b/c', 'ä', 'A_B', '$(a)'],
    bad: ['', ' ', 'a b', ' a', 'a,b', ',', 'a\n', 'a\tb', 'a\u00a0b', 'a\u0000', 'a\u007f'],
  },
  ABSOLUTE_PATH: {
    good: ['/', '/a', '/opt/harness-delegate/writable', '/a b', '/ä'],
    bad: ['', 'a', './a', '../a', ' /a', '/a:b', 'C:\\a'],
  },
};

describe.each(Object.keys(CASES) as (keyof typeof rules)[])('%s', (name) => {
  const { holds, allowed, remedy } = rules[name];
  const { good, bad } = CASES[name];

  test('accepts valid values', () => {
    expect(good.filter((value) => !holds(value))).toEqual([]);
  });

  test('refuses invalid values', () => {
    expect(bad.filter((value) => holds(value))).toEqual([]);
  });

  test('has an expectation that fits into a sentence, and a remedy that is one', () => {
    expect(allowed).toMatch(/^[^A-Z\n][^\n]*[^.\s]$|^a DNS/);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
  });
});
