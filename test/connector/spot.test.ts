import { DelegateSelection, DockerDelegate, HarnessApp, HarnessScope, SpotConnector } from 'harness-constructs';
import { Chart } from 'cdk8s';
import { parseDocument } from 'yaml';
import { temporaryFolders } from '../app/folders';
import { covers } from '../support/covers';
import { refused } from '../support/refused';
import { newChart } from '../support/synth';
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

describe('a connector to Spot', () => {
  test('is written with the nesting that the page lost', () => {
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

  test('lies among the connectors beside the output folder', () => {
    covers('S003.spot.listed');
    const app = new HarnessApp({ outdir: `${newFolder()}/dist`, outputOwner: 'test' });
    new SpotConnector(new Chart(app, 'test'), 'Spot', DOCUMENTED);
    app.synth();
    expect(app.writtenDocuments).toEqual(['connectors/O/P/spotinstconn.yaml']);
  });

  test('may have the id of the account in a secret, tags and delegates', () => {
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

  test('may be reached by the platform itself, and then by no delegates', () => {
    const { executeOnDelegate, delegateSelectors } = bodyOf(spotWith({ executeOnDelegate: false })).spec;
    expect([executeOnDelegate, delegateSelectors]).toEqual([false, undefined]);
  });

  test('tells what was resolved', () => {
    expect(spotWith({ name: 'My spot' })).toMatchObject({ connectorName: 'My spot', identifier: 'My_spot' });
    expect(String(spotWith().harnessScope)).toBe('the account');
  });
});

describe('a connector to Spot is refused', () => {
  test.each<[string, object, string]>([
    ['with two accounts', { spotAccountIdRef: 'account.a' }, 'spotAccountId'],
    ['without account', { spotAccountId: undefined }, 'spotAccountId'],
    ['with an account that is none', { spotAccountId: 'act a' }, 'spotAccountId'],
    ['without token', { apiTokenRef: undefined }, 'apiTokenRef'],
    ['with a token that the account cannot see', { apiTokenRef: 'org.a' }, 'apiTokenRef'],
    ['with tags of delegates that are none', { delegates: DelegateSelection.withTags(['a,b']) }, 'delegates.tags[0]'],
    ['with a name that is none', { name: 'a/b' }, 'name'],
    ['with an identifier that is none', { identifier: 'step' }, 'identifier'],
  ])('%s', (_what, props, property) => {
    expect(refused(() => spotWith(props))).toMatchObject({ property, constructPath: 'test/Spot' });
  });
});
