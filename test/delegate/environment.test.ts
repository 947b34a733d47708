import { DelegateVariable } from '../../lib/delegate';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { DOCUMENTED, environmentOf, synthDelegate } from './delegates';

const OWN = [
  'HARNESS_ACCOUNT_ID',
  'HARNESS_MANAGER_HOST_AND_PORT',
  'HARNESS_DELEGATE_NAME',
  'POD_NAMESPACE',
  'POD_SERVICE_ACCOUNT_NAME',
  'HARNESS_DELEGATE_TOKEN',
  'IDLE_WAIT_SECS_BEFORE_STOP',
];

/** The variables that the user adds. */
function extraOf(...env: DelegateVariable[]) {
  const { container } = synthDelegate({ env });
  expect(container.env.slice(0, OWN.length).map(({ name }) => name)).toEqual(OWN);
  return container.env.slice(OWN.length);
}

describe('the environment of the delegate', () => {
  test("contains the delegate's variables, then yours in the given order", () => {
    const extra = extraOf(
      DelegateVariable.plain('B_LEVEL', 'debug'),
      DelegateVariable.fromSecret('B_PASSWORD', 'proxy', 'password'),
      DelegateVariable.fromConfigMap('A_MIRROR', 'mirrors', 'docker.io'),
      DelegateVariable.fromField('A_POD_IP', 'status.podIP'),
    );
    expect(extra).toEqual([
      { name: 'B_LEVEL', value: 'debug' },
      { name: 'B_PASSWORD', valueFrom: { secretKeyRef: { name: 'proxy', key: 'password' } } },
      { name: 'A_MIRROR', valueFrom: { configMapKeyRef: { name: 'mirrors', key: 'docker.io' } } },
      { name: 'A_POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    ]);
  });

  test.each([
    'metadata.name',
    'metadata.namespace',
    'metadata.uid',
    "metadata.labels['app.kubernetes.io/name']",
    "metadata.annotations['a']",
    'spec.nodeName',
    'spec.serviceAccountName',
    'status.hostIP',
    'status.podIPs',
  ])('can contain the field %s of the pod', (fieldPath) => {
    expect(extraOf(DelegateVariable.fromField('A', fieldPath))[0].valueFrom.fieldRef.fieldPath).toBe(fieldPath);
  });

  test.each(['metadata.labels', 'spec.replicas', 'status.phase', 'podIP', "metadata.labels['']", ''])(
    'cannot contain the field "%s", which Kubernetes does not offer',
    (fieldPath) => {
      expect(refused(() => extraOf(DelegateVariable.fromField('A', fieldPath))).property).toBe('env[0].fieldPath');
    },
  );

  test('has each variable once', () => {
    const twice = () => extraOf(DelegateVariable.plain('A', '1'), DelegateVariable.plain('A', '2'));
    expect(refused(twice)).toMatchObject({ property: 'env[1]', given: '"A"' });
  });

  test.each([...OWN, 'HARNESS_DELEGATE_TAGS', 'HARNESS_INIT_SCRIPT'])(
    'lets properties alone decide about %s',
    (name) => {
      const variable = DelegateVariable.fromConfigMap(name, 'settings', 'key');
      for (const profile of [{}, DOCUMENTED]) {
        expect(refused(() => synthDelegate({ ...profile, env: [variable] })).property).toBe('env[0]');
      }
    },
  );

  test.each(['GITHUB_TOKEN', 'DB_PASSWORD', 'AWS_SECRET_ACCESS_KEY', 'my.secret', 'API_KEY', 'NPM_TOKENS'])(
    'takes %s in clear text only by an unsafe factory, and never shows it in an error',
    (name) => {
      const details = refused(() => extraOf(DelegateVariable.plain(name, 'hunter2')));
      expect(details).toMatchObject({ property: 'env[0]', given: `"${name}"` });
      expect(details.remedy).toContain('unsafePlainSecret');
      expect(extraOf(DelegateVariable.unsafePlainSecret(name, 'hunter2'))).toEqual([{ name, value: 'hunter2' }]);
      expect(extraOf(DelegateVariable.fromSecret(name, 'secrets', 'key'))).toHaveLength(1);
    },
  );

  test.each(['TOKEN_TTL', 'SECRETS_PROVIDER', 'PASSWORD_FILE', 'MONKEY'])(
    'takes %s in clear text, which is no secret',
    (name) => {
      expect(extraOf(DelegateVariable.plain(name, 'text'))).toEqual([{ name, value: 'text' }]);
    },
  );

  test('prints only the name of a variable', () => {
    expect(String(DelegateVariable.unsafePlainSecret('A', 'hunter2'))).toBe('A');
  });
});

describe('the tags of the delegate', () => {
  const tagsOf = (...tags: string[]) => environmentOf(synthDelegate({ tags }).container).HARNESS_DELEGATE_TAGS;

  test('are one string, separated by commas, in your order', () => {
    covers('S001.tags.comma-separated', 'S001.tags.several', 'S001.placeholders.tags');
    expect(tagsOf('k8s', 'runner', 'production', 'qa-signoff-k8s')).toBe('k8s,runner,production,qa-signoff-k8s');
  });

  test('add no variable if there are none', () => {
    expect(tagsOf()).toBeUndefined();
  });

  test('are written once each', () => {
    expect(tagsOf('a', 'b', 'a')).toBe('a,b');
  });

  test.each(['a,b', 'a b', ' a', 'a\n', 'a\tb', ''])('contain no separator: "%s" is refused', (tag) => {
    covers('S001.tags.no-separator-inside');
    expect(refused(() => tagsOf('good', tag)).property).toBe('tags[1]');
  });
});
