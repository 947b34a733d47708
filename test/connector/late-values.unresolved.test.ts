import { Chart, Lazy } from 'cdk8s';
import {
  DelegateSelection,
  HarnessApp,
  KubernetesClusterConnector,
  KubernetesCredentials,
  SpotConnector,
} from 'harness-constructs';
import { parse } from 'yaml';
import { manifestsIn, temporaryFolders } from '../app/folders';
import { LATE } from '../support/arbitraries/late';
import { unresolved } from '../../lib/values';
import { refused } from '../support/refused';
import { addConnector, bodyOf, connectorWith, LEAST_SPOT, MASTER } from './connectors';
import { newChart, synth } from '../support/synth';

const newFolder = temporaryFolders();

/** The properties of a connector, each text but those that decide names in its late form. */
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
  test('is told in the document, wherever it stands', () => {
    const plain = connectorWith(lateProps((value) => value));
    const connector = connectorWith(lateProps(late));
    expect(connector.toDocument()).toStrictEqual(plain.toDocument());
    expect(connector.toYaml()).toBe(plain.toYaml());
    expect(JSON.stringify(connector.toDocument())).not.toContain('unresolved');
  });

  test('is told in a connector to Spot', () => {
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
  ])('is checked once it is told: %s', (property, props) => {
    const chart = newChart();
    addConnector(chart, 'Connector', props);
    expect(() => synth(chart)).toThrow(new RegExp(`\\[test/Connector\\] ${property.replace(/[.[\]]/g, '\\$&')}:`));
  });

  test.each(['name', 'identifier'])('cannot be the %s, which decides the file', (property) => {
    expect(refused(() => connectorWith({ [property]: late('ci') })).property).toBe(property);
  });
});

test('a value that nobody can tell yet is an error of whoever tells it', () => {
  const description = unresolved(() => {
    throw new Error('not deployed yet');
  });
  expect(() => connectorWith({ description }).toYaml()).toThrow('not deployed yet');
});

test('a value that turns out to be no text is refused by name', () => {
  const chart = newChart();
  const apiTokenRef = Lazy.any({ produce: () => 5 }) as string;
  new SpotConnector(chart, 'Spot', { ...LEAST_SPOT, apiTokenRef });
  expect(() => synth(chart)).toThrow(/apiTokenRef: allowed is a string, not number/);
});
