/** Tokens, the places where a name belongs, and what a program says and writes with the one in the other. */
import * as fc from 'fast-check';
import { HarnessErrors } from '../../lib/core';
import { DelegateToken, DelegateVariable } from '../../lib/delegate';
import { HarnessScope } from '../../lib/document';
import type { CiBuildInfraProps } from '../../lib/farm';
import { addFarm } from '../farm/infras';
import { newChart, synth } from '../testkit/synth';

export const letters = (from: string, length: number) =>
  fc.array(fc.constantFrom(...from), { minLength: length, maxLength: length }).map((list) => list.join(''));

export const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const DIGITS = '0123456789';
export const ANY = UPPER + UPPER.toLowerCase() + DIGITS;

const bytes = (length: number) =>
  fc.noBias(fc.uint8Array({ minLength: length, maxLength: length })).map((list) => Buffer.from(list));

/** Every form in which a token is copied from a page. */
export const TOKENS: { readonly [form: string]: fc.Arbitrary<string> } = {
  'a decoded delegate token': bytes(16).map((random) => random.toString('hex')),
  'a delegate token': bytes(16).map((random) => Buffer.from(random.toString('hex')).toString('base64')),
  'random bytes in base64': bytes(32).map((random) => random.toString('base64')),
  'a personal access token': fc
    .tuple(fc.constantFrom('pat', 'sat'), letters(`${ANY}_-`, 22), letters('0123456789abcdef', 24), letters(ANY, 20))
    .map((parts) => parts.join('.')),
  'a JSON Web Token': fc.tuple(fc.string({ maxLength: 20 }), bytes(32)).map(([sub, signature]) =>
    [{ alg: 'HS256' }, { sub }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .concat(signature.toString('base64url'))
      .join('.'),
  ),
  'an AWS access key': letters(UPPER + DIGITS, 16).map((rest) => `AKIA${rest}`),
  'a Docker Hub token': letters(ANY, 27).map((rest) => `dckr_pat_${rest}`),
  'a Google API key': letters(`${ANY}_-`, 35).map((rest) => `AIza${rest}`),
  'an Anthropic API key': letters(ANY, 40).map((rest) => `sk-ant-api03-${rest}`),
  'a GitHub token': letters(ANY, 36).map((rest) => `ghp_${rest}`),
};

/** Everywhere a name belongs. */
export const PLACES: { readonly [place: string]: (token: string) => Partial<CiBuildInfraProps> } = {
  'the Secret of the token': (token) => ({ token: DelegateToken.fromSecretName(token) }),
  'the key in it': (token) => ({ token: DelegateToken.fromSecretName('ci', { key: token }) }),
  'the store of the token': (token) => ({
    token: DelegateToken.fromExternalSecret({ storeName: token, remoteKey: 'ci' }),
  }),
  'the name of the delegate': (token) => ({ delegateName: token }),
  'the ID of the account': (token) => ({ accountId: token }),
  'the namespace of the delegate': (token) => ({ delegateNamespace: token }),
  'a build namespace': (token) => ({ buildNamespaces: [token] }),
  'a ServiceAccount': (token) => ({ serviceAccountName: token }),
  'another ServiceAccount': (token) => ({ additionalServiceAccounts: [token] }),
  'a registry Secret': (token) => ({ imagePullSecrets: [token] }),
  'a variable': (token) => ({ delegateOptions: { env: [DelegateVariable.plain(token, 'x')] } }),
  'a tag': (token) => ({ delegateOptions: { tags: [token] } }),
  'the name of the connector': (token) => ({ connectorOptions: { name: token } }),
  'the identifier of the connector': (token) => ({ connectorOptions: { identifier: token } }),
  'an organization': (token) => ({ scope: HarnessScope.organization(token) }),
  'the key of a label': (token) => ({ labels: { [token]: 'x' } }),
};

/** What the program says and writes, whether it is refused or not. */
export function everythingOf(props: Partial<CiBuildInfraProps>): string {
  const chart = newChart();
  try {
    const farm = addFarm(chart, 'Farm', props);
    return JSON.stringify([synth(chart), farm.connector.reference]);
  } catch (error) {
    const details = HarnessErrors.detailsOf(error);
    if (details === undefined) throw error;
    return `${String(error)} ${(error as Error).stack} ${JSON.stringify(details)}`;
  }
}
