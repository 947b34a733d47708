import { Chart, Lazy } from 'cdk8s';
import { parse } from 'yaml';
import { HarnessApp } from '../../lib/app';
import { KubernetesClusterConnector, KubernetesCredentials, SpotConnector } from '../../lib/connector';
import { unresolved } from '../../lib/core';
import { DelegateSelection } from '../../lib/reference';
import { manifestsIn, temporaryFolders } from '../app/folders';
import { LATE } from '../testkit/arbitraries/late';
import { refused } from '../testkit/refused';
import { newChart, synth } from '../testkit/synth';
import { addConnector, bodyOf, connectorWith, LEAST_SPOT, MASTER } from './connectors';

const newFolder = temporaryFolders();

/** Properties of a connector. Each string is unresolved except those that decide names. */
function lateProps(late: (value: string) => string) {
  return {
    name: 'ci',
    description: late('What it is for'),
    tags: { team: late('payments') },
    delegates: DelegateSelection.withTags([late('ci'), late('linux')]),
    credentials: KubernetesCredentials.openIdConnect(late(MASTER), {
      issuerUrl: late('https://login.example.com'),
      username: late('harness'),
      passwordRef: late('account.password'),
      clientIdRef: late('account.id'),
      scopes: [late('openid'), 'groups'],
    }),
  };
}

describe.each(Object.entries(LATE))('%s', (_what, late) => {
  test('is resolved anywhere in the document', () => {
    const plain = connectorWith(lateProps((value) => value));
    const connector = connectorWith(lateProps(late));
    expect(connector.toDocument()).toStrictEqual(plain.toDocument());
    expect(connector.toYaml()).toBe(plain.toYaml());
    expect(JSON.stringify(connector.toDocument())).not.toContain('unresolved');
  });

  test('is resolved in a Spot connector', () => {
    const props = { name: 'a', spotAccountId: late('act-1'), apiTokenRef: late('account.token') };
    const connector = new SpotConnector(newChart(), 'Spot', props);
    expect(bodyOf(connector).spec.credential.spec).toEqual({ spotAccountId: 'act-1', apiTokenRef: 'account.token' });
  });

  test('is written by HarnessApp', () => {
    const outdir = `${newFolder()}/dist`;
    const app = new HarnessApp({ outdir, outputOwner: 'test' });
    new KubernetesClusterConnector(new Chart(app, 'test'), 'Connector', lateProps(late));
    app.synth();
    const [text] = Object.values(manifestsIn(`${outdir}-harness`));
    expect(parse(text)).toEqual(connectorWith(lateProps((value) => value)).toDocument());
  });

  test.each([
    [
      'credentials.masterUrl',
      { credentials: KubernetesCredentials.serviceAccount(late('10.0.0.1'), { tokenRef: 'account.a' }) },
    ],
    [
      'credentials.tokenRef',
      { credentials: KubernetesCredentials.serviceAccount(MASTER, { tokenRef: late('org.a') }) },
    ],
    ['delegates.tags[0]', { delegates: DelegateSelection.withTags([late('a,b')]) }],
    ['delegates.tags[1]', { delegates: DelegateSelection.withTags(['ci', late('ci')]) }],
  ])('is checked once it is resolved: %s', (property, props) => {
    const chart = newChart();
    addConnector(chart, 'Connector', props);
    expect(() => synth(chart)).toThrow(new RegExp(`\\[test/Connector\\] ${property.replace(/[.[\]]/g, '\\$&')}:`));
  });

  test.each(['name', 'identifier'])('cannot be the %s, which decides the file', (property) => {
    expect(refused(() => connectorWith({ [property]: late('ci') })).property).toBe(property);
  });
});

test('a value that cannot be resolved fails with the error of its source and its place in the document', () => {
  const description = unresolved(() => {
    throw new Error('not deployed yet');
  });
  expect(() => connectorWith({ description }).toYaml()).toThrow(
    /^\[test\/\w+\] connector\.description: the value cannot be resolved \(not deployed yet\); expected a string .* synth\./,
  );
});

test('a value that does not resolve to a string is refused by name', () => {
  const chart = newChart();
  const apiTokenRef = Lazy.any({ produce: () => 5 }) as string;
  new SpotConnector(chart, 'Spot', { ...LEAST_SPOT, apiTokenRef });
  expect(() => synth(chart)).toThrow(/apiTokenRef: got a number; expected a string/);
});
