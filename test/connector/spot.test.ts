import { Chart } from 'cdk8s';
import { parseDocument } from 'yaml';
import { HarnessApp } from '../../lib/app';
import { SpotConnector } from '../../lib/connector';
import { HarnessScope } from '../../lib/document';
import { DelegateSelection, DockerDelegate } from '../../lib/reference';
import { temporaryFolders } from '../app/folders';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { bodyOf, spotWith } from './connectors';

const newFolder = temporaryFolders();

const DOCUMENTED = {
  name: 'spotinst-conn',
  description: '',
  scope: HarnessScope.project('O', 'P'),
  spotAccountId: 'act-a12b12cd',
  apiTokenRef: 'spotapitoken',
};

const NESTED = `connector:
  name: spotinst-conn
  identifier: spotinstconn
  description: ""
  orgIdentifier: O
  projectIdentifier: P
  type: Spot
  spec:
    credential:
      type: PermanentTokenConfig
      spec:
        spotAccountId: act-a12b12cd
        apiTokenRef: spotapitoken
    executeOnDelegate: true
`;

describe('a Spot connector', () => {
  test('is written with the nesting that the docs page lost', () => {
    covers(
      'S003.spot.connector',
      'S003.spot.name',
      'S003.spot.identifier',
      'S003.spot.description',
      'S003.spot.organization',
      'S003.spot.project',
      'S003.spot.type',
      'S003.spot.credential-type',
      'S003.spot.account-id',
      'S003.spot.api-token',
      'S003.spot.execute-on-delegate',
      'S003.spot.nesting-lost',
    );
    const connector = new SpotConnector(newChart(), 'Spot', DOCUMENTED);
    expect(connector.toYaml()).toBe(NESTED);
    expect(parseDocument(NESTED, { uniqueKeys: true }).errors).toEqual([]);
    expect(connector.toDocument()).toStrictEqual(parseDocument(NESTED).toJS());
  });

  test('is written next to the other connectors', () => {
    covers('S003.spot.listed');
    const app = new HarnessApp({ outdir: `${newFolder()}/dist`, outputOwner: 'test' });
    new SpotConnector(new Chart(app, 'test'), 'Spot', DOCUMENTED);
    app.synth();
    expect(app.writtenDocuments).toEqual(['connectors/O/P/spotinstconn.yaml']);
  });

  test('can have the ID of the account in a secret, tags and delegates', () => {
    const connector = spotWith({
      spotAccountId: undefined,
      spotAccountIdRef: 'account.spot_account',
      tags: { team: 'ci' },
      delegates: DelegateSelection.of(DockerDelegate.fromDelegateName('docker')),
    });
    expect(bodyOf(connector)).toStrictEqual({
      name: 'spot',
      identifier: 'spot',
      tags: { team: 'ci' },
      type: 'Spot',
      spec: {
        credential: {
          type: 'PermanentTokenConfig',
          spec: { spotAccountIdRef: 'account.spot_account', apiTokenRef: 'account.spot_token' },
        },
        delegateSelectors: ['docker'],
        executeOnDelegate: true,
      },
    });
  });

  test('can be used by the platform itself, without delegates', () => {
    const { executeOnDelegate, delegateSelectors } = bodyOf(spotWith({ executeOnDelegate: false })).spec;
    expect([executeOnDelegate, delegateSelectors]).toEqual([false, undefined]);
  });

  test('exposes the resolved values', () => {
    expect(spotWith({ name: 'My spot' })).toMatchObject({ connectorName: 'My spot', identifier: 'My_spot' });
    expect(String(spotWith().harnessScope)).toBe('the account');
  });
});

describe('a Spot connector is refused', () => {
  test.each<[string, object, string]>([
    ['with two accounts', { spotAccountIdRef: 'account.a' }, 'spotAccountId'],
    ['without an account', { spotAccountId: undefined }, 'spotAccountId'],
    ['with an invalid account', { spotAccountId: 'act a' }, 'spotAccountId'],
    ['without a token', { apiTokenRef: undefined }, 'apiTokenRef'],
    ['with a token that the account cannot see', { apiTokenRef: 'org.a' }, 'apiTokenRef'],
    ['with invalid tags of delegates', { delegates: DelegateSelection.withTags(['a,b']) }, 'delegates.tags[0]'],
    ['with an invalid name', { name: 'a/b' }, 'name'],
    ['with an invalid identifier', { identifier: 'step' }, 'identifier'],
  ])('%s', (_what, props, property) => {
    expect(refused(() => spotWith(props))).toMatchObject({ property, constructPath: 'test/Spot' });
  });
});
