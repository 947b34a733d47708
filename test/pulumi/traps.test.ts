/** Pitfalls of running cdk8s code that is unaware of Outputs under Pulumi, which the bridge avoids. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart, JsonPatch, Lazy, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { DelegateAccess } from '../../lib/access';
import { DelegateImage } from '../../lib/delegate';
import { asString } from '../../lib/pulumi/late-outputs';
import { Cdk8sComponent } from '../../lib/pulumi/components/cdk8s-component';
import { HarnessDelegate } from '../../lib/pulumi/components/harness-delegate';
import { objectsOf, type Registered, SECRET_MARK, underMocks } from '../testkit/pulumi-mocks';
import { newApp } from '../testkit/synth';

const late = (value: string) => pulumi.output(Promise.resolve(value));

function configMap(scope: Chart, id: string, data: unknown, more: object = {}): ApiObject {
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id }, data, ...more });
}

async function registered(build: (chart: Chart) => unknown): Promise<Registered[]> {
  const { resources } = await underMocks(() => new Cdk8sComponent('site', { build }));
  return resources.slice(1);
}

describe('type tokens', () => {
  const PACKAGE = dirname(require.resolve('@pulumi/kubernetes/package.json'));

  /** Reads the type token of a kind from the sources of its package. */
  function typedToken({
    apiVersion,
    kind,
  }: {
    readonly apiVersion: string;
    readonly kind: string;
  }): string | undefined {
    const [version, group = 'core'] = apiVersion.split('/').reverse();
    const file = `${kind[0].toLowerCase()}${kind.slice(1)}.js`;
    const source = readFileSync(join(PACKAGE, group.split('.')[0], version, file), 'utf8');
    return /__pulumiType = '([^']+)'/.exec(source)?.[1];
  }

  /** Kinds that this package can create, directly or through cdk8s-plus. */
  const KINDS = [
    'v1 Namespace',
    'v1 ServiceAccount',
    'v1 Secret',
    'v1 ConfigMap',
    'v1 Service',
    'v1 LimitRange',
    'v1 ResourceQuota',
    'apps/v1 Deployment',
    'batch/v1 CronJob',
    'autoscaling/v1 HorizontalPodAutoscaler',
    'autoscaling/v2 HorizontalPodAutoscaler',
    'policy/v1 PodDisruptionBudget',
    'networking.k8s.io/v1 NetworkPolicy',
    'rbac.authorization.k8s.io/v1 Role',
    'rbac.authorization.k8s.io/v1 RoleBinding',
    'rbac.authorization.k8s.io/v1 ClusterRole',
    'rbac.authorization.k8s.io/v1 ClusterRoleBinding',
    'admissionregistration.k8s.io/v1 MutatingAdmissionPolicy',
    'admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding',
    'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy',
    'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding',
  ];

  test.each(KINDS)('match the classes of the provider package: %s', async (name) => {
    const [apiVersion, kind] = name.split(' ');
    const [{ type }] = await registered((chart) => new ApiObject(chart, 'One', { apiVersion, kind }));
    expect(type).toBe(typedToken({ apiVersion, kind }));
  });

  test('are compared for every kind in the examples', () => {
    const snapshots = readFileSync(join(__dirname, '../__snapshots__/examples.program.test.ts.snap'), 'utf8');
    const member = (name: string) => [...snapshots.matchAll(new RegExp(`^ {4}"${name}": "(.*)",$`, 'gm'))];
    const [versions, kinds] = [member('apiVersion'), member('kind')].map((found) => found.map(([, value]) => value));
    const names = versions.map((apiVersion, index) => `${apiVersion} ${kinds[index]}`);
    expect(kinds).toHaveLength(versions.length);
    expect([...new Set(names)].filter((name) => !KINDS.includes(name))).toEqual([]);
  });

  test('of custom resources follow the same pattern', async () => {
    const build = (chart: Chart) =>
      new ApiObject(chart, 'One', { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret' });
    const [{ type }] = await registered(build);
    expect(type).toBe('kubernetes:external-secrets.io/v1:ExternalSecret');
  });
});

describe('values', () => {
  test('a Secret contains plain strings, because base64 would hide a placeholder', async () => {
    const { resources } = await underMocks(
      () =>
        new HarnessDelegate('prod', {
          accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
          delegateName: 'ci',
          image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
          access: DelegateAccess.none(),
          token: late('a-token'),
        }),
    );
    const secret = objectsOf(resources).find(({ kind }) => kind === 'Secret');
    expect(secret).toMatchObject({ stringData: { HARNESS_DELEGATE_TOKEN: 'a-token' } });
    expect(secret).not.toHaveProperty('data');
  });

  test.each(['data', 'stringData'])('the data of a Secret is secret, even if the input was not: %s', async (member) => {
    const build = (chart: Chart) =>
      new ApiObject(chart, 'Key', {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'key' },
        [member]: { a: 'Yg==' },
      });
    const [secret] = await registered(build);
    expect(secret.inputs[member]).toMatchObject({ [SECRET_MARK]: expect.any(String), value: { a: 'Yg==' } });
    expect(JSON.stringify(secret.inputs.metadata)).not.toContain(SECRET_MARK);
  });

  test('a checksum is computed from the value, and differs for another value', async () => {
    const checksumOf = async (token: string) => {
      const { resources } = await underMocks(
        () =>
          new HarnessDelegate('prod', {
            accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
            delegateName: 'ci',
            image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
            access: DelegateAccess.none(),
            token: late(token),
          }),
      );
      const deployment = objectsOf(resources).find(({ kind }) => kind === 'Deployment');
      return deployment.spec.template.metadata.annotations['checksum/token'] as string;
    };
    const [one, same, other] = [await checksumOf('one'), await checksumOf('one'), await checksumOf('other')];
    expect(one).toMatch(/^[0-9a-f]{8,}$/);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  test('many placeholders in one string are distinguished', async () => {
    const values = Array.from({ length: 12 }, (_, index) => late(`value-${index}`));
    const [object] = objectsOf(
      await registered((chart) => configMap(chart, 'many', { all: values.map(asString).join('') })),
    );
    expect(object.data.all).toBe(Array.from({ length: 12 }, (_, index) => `value-${index}`).join(''));
  });

  test('lazy values of cdk8s resolve as in synthesis, even with an Output in them', async () => {
    const [object] = objectsOf(
      await registered((chart) =>
        configMap(chart, 'lazy', {
          plain: Lazy.any({ produce: () => 'told at last' }),
          output: Lazy.any({ produce: () => `at ${asString(late('last'))}` }),
          size: Lazy.any({ produce: () => Size.gibibytes(2).toMebibytes() }),
        }),
      ),
    );
    expect(object.data).toEqual({ plain: 'told at last', output: 'at last', size: 2048 });
  });

  test('an Output that is not a string keeps its type as a whole value', async () => {
    const [object] = objectsOf(
      await registered((chart) =>
        configMap(chart, 'typed', { number: pulumi.output(7), list: pulumi.output(['a']), flag: pulumi.output(true) }),
      ),
    );
    expect(object.data).toEqual({ number: 7, list: ['a'], flag: true });
  });

  test('leaves `status` to the provider', async () => {
    const [object] = await registered((chart) => configMap(chart, 'told', {}, { status: { phase: 'Bound' } }));
    expect(object.inputs).not.toHaveProperty('status');
  });
});

describe('the tree', () => {
  test('JSON patches of objects work, with an Output in them', async () => {
    const [object] = objectsOf(
      await registered((chart) => {
        const map = new kplus.ConfigMap(chart, 'Patched', { data: { old: 'x' }, metadata: { name: 'patched' } });
        const object = ApiObject.of(map);
        object.addJsonPatch(JsonPatch.add('/data/plain', 'plain'), JsonPatch.remove('/data/old'));
        object.addJsonPatch(JsonPatch.add('/data/late', asString(late('value'))));
      }),
    );
    expect(object.data).toEqual({ plain: 'plain', late: 'value' });
  });

  test('objects of charts within the chart are registered once, by their path', async () => {
    const resources = await registered((chart) => {
      configMap(chart, 'outer', {});
      configMap(new Chart(new Chart(chart, 'One', { namespace: 'one' }), 'Two'), 'inner', {});
    });
    expect(resources.map(({ name }) => name).sort()).toEqual(['site/One/Two/inner', 'site/outer']);
  });

  test('a failed validation of a construct stops the component', async () => {
    const built = underMocks(
      () =>
        new Cdk8sComponent('site', {
          build: (chart) =>
            configMap(chart, 'refused', {}).node.addValidation({ validate: () => ['the map is refused'] }),
        }),
    );
    await expect(built).rejects.toThrow(/the map is refused/);
  });

  test('a dependency on an object that no component has created yet is refused', async () => {
    const other = configMap(new Chart(newApp(), 'elsewhere'), 'later', {});
    const built = registered((chart) => configMap(chart, 'first', {}).node.addDependency(other));
    await expect(built).rejects.toThrow(/\[site\/first\] dependencies: .*elsewhere\/later.*created before it/);
  });

  test('names of resources do not depend on names of objects', async () => {
    const build = (name: string) => (chart: Chart) =>
      new ApiObject(chart, 'Settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    const [[one], [other]] = [await registered(build('one')), await registered(build('other'))];
    expect([one.name, other.name]).toEqual(['site/Settings', 'site/Settings']);
  });
});
