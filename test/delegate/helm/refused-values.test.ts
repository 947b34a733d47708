import {
  DelegateAdoption,
  DelegateImage,
  DelegateProfile,
  HarnessDelegate,
  type HelmReleaseOptions,
  HelmValues,
} from '../../../lib/delegate';
import { HarnessErrors } from '../../../lib/core';
import { covers } from '../../testkit/covers';
import { fixtureOf } from '../../testkit/helm-chart';
import { refused } from '../../testkit/refused';
import { newChart } from '../../testkit/synth';
import { LEGACY, LEAST, synthDelegate } from '../delegates';
import { adopted, named } from './releases';

const FIXTURE = fixtureOf('no upgrader');
const ON = 'upgrader.enabled=true';

/** The error of a delegate with further values. */
function refusedWith(set: string[], changes: Partial<HelmReleaseOptions> = {}) {
  return refused(() => adopted(FIXTURE, changes, { set }));
}

test.each<[string[], string]>([
  [['delegateDockerImage=harness/'], 'delegateDockerImage'],
  [['delegateDockerImage=harness/delegate'], 'delegateDockerImage'],
  [['image.repository=a b', 'image.tag=x'], 'image.tag'],
  [['delegateDockerImage=a/b:1.30.1'], 'delegateDockerImage'],
  [['managerEndpoint=PUT_YOUR_MANAGER_HOST_AND_PORT_HERE'], 'managerEndpoint'],
  [['managerEndpoint=http://harness.example.com'], 'managerEndpoint'],
  [['tags=a b'], 'tags'],
  [['javaOpts=Xmx1g'], 'javaOpts'],
  [['replicas=-1'], 'replicas'],
  [['minReadySeconds=900'], 'minReadySeconds'],
  [['custom_envs[0].name=DB_PASSWORD,custom_envs[0].value=x'], 'custom_envs[0]'],
  [
    ['custom_envs[0].name=A,custom_envs[0].valueFrom.resourceFieldRef.resource=x'],
    'custom_envs[0].valueFrom.resourceFieldRef',
  ],
  [
    ['custom_mounts[0].name=a,custom_mounts[0].mountPath=/a,custom_mounts[0].mountPropagation=None'],
    'custom_mounts[0].mountPropagation',
  ],
  [['cpu=much'], 'cpu'],
  [['resources.claims[0].name=a'], 'resources.claims'],
  [['rollingUpdate.maxSurge=some'], 'rollingUpdate.maxSurge'],
  [['destinationCaPath=/a'], 'delegateCustomCa.secretName'],
  [['proxyHost=a'], 'proxyPort'],
  [['proxyHost=a', 'proxyPort=1', 'noProxy=10.0.0.0/8'], 'noProxy'],
  [[ON], 'upgrader.upgraderDockerImage'],
  [[ON, 'upgrader.image.repository=a/b', 'upgrader.image.tag=latest'], 'upgrader.image.tag'],
  [[ON, 'upgrader.upgraderDockerImage=a/b:1.0.0', 'upgrader.schedule=0 0 * * *'], 'upgrader.schedule'],
])('refuses %s, and names the value in the error', (set, path) => {
  expect(refusedWith(set).property).toBe(`values.${path}`);
});

describe('everything that is wrong is reported at once', () => {
  function refusals(make: () => unknown): [property: string, given: string | undefined][] {
    try {
      make();
    } catch (error) {
      return HarnessErrors.allOf(error).map(({ property, given }) => [property, given]);
    }
    throw new Error('it was accepted');
  }

  test('of the wrong types and unknown names in a values file', () => {
    const yaml = `${FIXTURE.values}\nreplica: 2\ninitScript: [a]\nimage: { pullPolicy: 1 }\nnodeSelector: a\n`;
    expect(refusals(() => HelmValues.parse(yaml))).toEqual([
      ['values.replica', undefined],
      ['values.initScript', 'a list'],
      ['values.image.pullPolicy', 'a number'],
      ['values.nodeSelector', 'a string'],
    ]);
  });

  test('of values that contradict each other', () => {
    const set = ['serviceAccount.create=false', 'nextGen=true', 'proxyUser=a', 'k8sPermissionsType=CLUSTER-ADMIN'];
    expect(
      refusals(() => HelmValues.parse(FIXTURE.values, { set }))
        .map(([property]) => property)
        .sort(),
    ).toEqual(['values.k8sPermissionsType', 'values.proxyUser', 'values.serviceAccount.name']);
  });

  test('of the delegate that the values describe', () => {
    const set = ['replicas=-1', 'tags=a b', 'javaOpts=Xmx1g', 'minReadySeconds=900'];
    expect(refusals(() => adopted(FIXTURE, {}, { set }))).toEqual([
      ['values.tags', '"a b"'],
      ['values.replicas', '-1'],
      ['values.minReadySeconds', '900 seconds'],
      ['values.javaOpts', undefined],
    ]);
  });

  test('of the options', () => {
    const values = HelmValues.parse(FIXTURE.values);
    const options = { release: '', namespce: 'a' } as never;
    const make = () => HarnessDelegate.fromHelmValues(newChart(), 'Delegate', values, options);
    expect(refusals(make).map(([property]) => property)).toEqual(['release', 'namespace', 'namespce']);
  });
});

test.each([
  [['proxyHost=http://u:SECRETPW@h', 'proxyPort=1'], 'proxyHost'],
  [['proxyHost=a', 'proxyPort=1', 'noProxy=http://u:SECRETPW@h'], 'noProxy'],
  [[ON, 'upgrader.upgraderDockerImage=a/b:1.0.0', 'upgrader.registryMirror=u:SECRETPW@h'], 'upgrader.registryMirror'],
])('shows no password in the error for %s', (set, path) => {
  const details = refusedWith(set);
  expect(details.property).toBe(`values.${path}`);
  expect(JSON.stringify(details)).not.toContain('SECRETPW');
});

test('refuses the truncated image of the documented command', () => {
  covers('S003.command.image-truncated');
  expect(refusedWith(['delegateDockerImage=harness/']).remedy).toContain('pass the running image');
});

test('requires an account, like the chart', () => {
  covers('S003.command.account-id');
  expect(refused(() => HelmValues.parse('delegateName: a')).property).toBe('values.accountId');
});

test('says how to pin or remove an upgrader with the tag "latest"', () => {
  expect(refusedWith([ON]).remedy).toMatch(/upgraderImage.*NO_UPGRADER/);
  expect(adopted(fixtureOf('defaults')).delegate.upgrader).toBeDefined();
});

test('suggests a Secret only for a variable with a secret in clear text', () => {
  expect(refusedWith(['custom_envs[0].name=DB_PASSWORD,custom_envs[0].value=x']).remedy).toContain('secretKeyRef');
  const { property, remedy } = refusedWith(['custom_envs[0].name=ACCOUNT_ID,custom_envs[0].value=x']);
  expect(property).toMatch(/^values\.custom_envs\[0\]/);
  expect(remedy).not.toContain('Secret');
});

test.each<[Partial<HelmReleaseOptions>, string]>([
  [{ image: DelegateImage.of('harness/delegate') }, 'image'],
  [{ image: DelegateImage.of('a/b:1.30.1') }, 'image'],
  [{ upgraderImage: DelegateImage.of('a/b:latest') }, 'upgraderImage'],
])('names the option of an image that was passed: %j', (options, option) => {
  const { property, remedy } = refusedWith([ON], { upgraderImage: DelegateImage.of('a/b:1.6.0'), ...options });
  expect(property).toBe(option);
  expect(remedy).not.toMatch(/generation|pass/);
});

test('keeps the operator of a toleration of the upgrader', () => {
  const set = [
    'upgrader.tolerations[0].key=a,upgrader.tolerations[0].operator=Equal',
    'upgrader.tolerations[1].key=b,upgrader.tolerations[1].operator=Exists',
  ];
  const { manifests } = adopted(fixtureOf('defaults'), {}, { set });
  const { tolerations } = named(manifests, 'CronJob', 'd1-upgrader-job').spec.jobTemplate.spec.template.spec;
  expect(tolerations).toEqual([
    { key: 'a', operator: 'Equal', value: '' },
    { key: 'b', operator: 'Exists' },
  ]);
  const other = ['upgrader.tolerations[0].key=a', 'upgrader.tolerations[0].operator=Gt'];
  expect(refused(() => adopted(fixtureOf('defaults'), {}, { set: other })).property).toBe(
    'values.upgrader.tolerations[0].operator',
  );
});

test('keeps a given pull policy of the upgrader', () => {
  const { manifests } = adopted(fixtureOf('defaults'), {}, { set: ['upgrader.image.pullPolicy=Never'] });
  const pod = named(manifests, 'CronJob', 'd1-upgrader-job').spec.jobTemplate.spec.template.spec;
  expect(pod.containers[0].imagePullPolicy).toBe('Never');
});

test('requires a release and a namespace', () => {
  const values = HelmValues.parse(FIXTURE.values);
  const from = (options: object) => () =>
    HarnessDelegate.fromHelmValues(newChart(), 'Delegate', values, options as HelmReleaseOptions);
  expect(refused(from({ namespace: 'a' })).property).toBe('release');
  expect(refused(from({ release: 'a' })).property).toBe('namespace');
  const none = undefined as unknown as HelmValues;
  expect(refused(() => HarnessDelegate.fromHelmValues(newChart(), 'D', none, FIXTURE.options)).property).toBe('values');
});

describe('adoption', () => {
  const adoption = DelegateAdoption.helm({ release: 'r' });

  test('is for legacy delegates only', () => {
    expect(refused(() => synthDelegate({ ...LEAST, adoption })).property).toBe('adoption');
  });

  test('refuses a profile: fields that it leaves out would stay in the cluster', () => {
    expect(refused(() => synthDelegate({ ...LEGACY, adoption, profile: DelegateProfile.HARDENED })).property).toBe(
      'profile',
    );
  });

  test('uses the layout of the chart, and creates no namespace', () => {
    const { manifests, deployment } = synthDelegate({ ...LEGACY, adoption, namespace: 'n' });
    expect(manifests.filter(({ kind }) => kind === 'Namespace')).toEqual([]);
    expect(deployment.spec.selector.matchLabels).toHaveProperty(['app.kubernetes.io/instance'], 'r');
    expect(deployment.spec.template.spec.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      runAsUser: 0,
    });
  });
});
