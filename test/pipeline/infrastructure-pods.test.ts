import { parse } from 'yaml';
import {
  BuildOperatingSystem,
  HostPathType,
  type KubernetesDirectInfrastructureProps,
  StageVolume,
  VolumeMedium,
} from '../../lib/pipeline';
import { TaintEffect } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { documentedInfrastructureSpec } from './documented';
import { infrastructureOf, specOf } from './stages';

describe('volumes', () => {
  test('of the documented example are written as documented', () => {
    covers('S004.volumes.list', 'S004.volumes.mount-path', 'S004.volumes.example', 'S004.volumes.empty-dir-medium');
    const volumes = ['/tmp/pgdata1', '/tmp/pgdata2'].map((path) => StageVolume.emptyDir(path));
    expect(specOf({ volumes }).volumes).toEqual(documentedInfrastructureSpec().volumes);
  });

  test('are empty directories, paths of the node and claims, each with all of its options', () => {
    covers(
      'S004.volumes.types',
      'S004.volumes.empty-dir-size',
      'S004.volumes.host-path',
      'S004.volumes.host-path-type',
      'S004.volumes.claim-name',
      'S004.volumes.claim-read-only',
      'S004.troubleshoot.volume-types',
    );
    const volumes = [
      StageVolume.emptyDir('/a', { medium: VolumeMedium.MEMORY, size: '1Gi' }),
      StageVolume.emptyDir('/b', { size: '500M' }),
      StageVolume.hostPath('/c', '/var/cache'),
      StageVolume.hostPath('/d', '/var/run/x.sock', { type: HostPathType.SOCKET }),
      StageVolume.persistentVolumeClaim('/e', 'cache'),
      StageVolume.persistentVolumeClaim('/f', 'sources', { readOnly: true }),
    ];
    expect(specOf({ volumes }).volumes).toEqual([
      { mountPath: '/a', type: 'EmptyDir', spec: { medium: 'Memory', size: '1Gi' } },
      { mountPath: '/b', type: 'EmptyDir', spec: { medium: '', size: '500M' } },
      { mountPath: '/c', type: 'HostPath', spec: { path: '/var/cache' } },
      { mountPath: '/d', type: 'HostPath', spec: { path: '/var/run/x.sock', type: 'Socket' } },
      { mountPath: '/e', type: 'PersistentVolumeClaim', spec: { claimName: 'cache', readOnly: false } },
      { mountPath: '/f', type: 'PersistentVolumeClaim', spec: { claimName: 'sources', readOnly: true } },
    ]);
  });

  test('of Windows can have a drive', () => {
    const windows = { os: BuildOperatingSystem.WINDOWS, nodeSelector: { 'kubernetes.io/os': 'windows' } };
    const volumes = [StageVolume.emptyDir('C:\\cache'), StageVolume.hostPath('/data', 'D:/data')];
    expect(specOf({ ...windows, volumes }).volumes).toHaveLength(2);
    expect(refused(() => specOf({ volumes })).property).toBe('volumes[0].mountPath');
  });

  test('describe themselves in a message', () => {
    expect(String(StageVolume.hostPath('/a', '/b'))).toBe('HostPath at /a');
  });
});

describe('labels', () => {
  test.each(['my-app', 'a_b', '1.2.3', 'A9', '00', 'a--b', 'x'.repeat(63)])('accept the value %s', (value) => {
    covers(
      'S002.labels.custom',
      'S002.labels.value-pattern',
      'S002.labels.pattern-escaping',
      'S004.labels.custom',
      'S004.labels.value-pattern',
      'S004.labels.pattern-escaping',
    );
    expect(specOf({ labels: { app: value } }).labels).toEqual({ app: value });
  });

  test.each(['a', '', '-ab', 'ab-', 'a b', 'a^b', 'a\\b', 'a/b', 'ä1', 'x'.repeat(64), '<+unclosed'])(
    'refuse the value "%s", which Harness would drop',
    (value) => {
      covers('S002.labels.unmatched-not-generated', 'S004.labels.unmatched-not-generated');
      expect(refused(() => specOf({ labels: { app: value } })).property).toBe('labels["app"]');
    },
  );

  test.each(['stageID', 'stageName', 'orgID', 'projectID', 'pipelineID', 'pipelineExecutionId', 'accountID'])(
    'refuse %s, which Harness sets itself',
    (key) => {
      covers(
        'S002.labels.auto-stage-id',
        'S002.labels.auto-stage-name',
        'S002.labels.auto-org-id',
        'S002.labels.auto-project-id',
        'S002.labels.auto-pipeline-id',
        'S002.labels.auto-execution-id',
        'S004.labels.auto-stage-id',
        'S004.labels.auto-stage-name',
        'S004.labels.auto-org-id',
        'S004.labels.auto-project-id',
        'S004.labels.auto-pipeline-id',
        'S004.labels.auto-execution-id',
      );
      expect(refused(() => specOf({ labels: { [key]: 'mine' } }))).toMatchObject({
        property: `labels["${key}"]`,
        given: '"mine"',
        allowed: 'a key that Harness does not set itself',
      });
    },
  );
});

test('annotations accept any string', () => {
  covers(
    'S002.annotations.custom',
    'S002.annotations.free-content',
    'S004.annotations.custom',
    'S004.annotations.free-content',
  );
  const annotations = {
    'example.com/plan': '{ "a": [1, true, null], "b": "<c> & ^d^" }\n'.repeat(50),
    'proxy.istio.io/config': '{ "holdApplicationUntilProxyStarts": true }',
    empty: '',
    'looks-like-a-number': '1e5',
  };
  expect(specOf({ annotations }).annotations).toEqual(annotations);
  expect(parse(infrastructureOf({ annotations }).toYaml()).infrastructure.spec.annotations).toEqual(annotations);
});

describe('tolerations', () => {
  test('of different keys are written as documented', () => {
    covers('S002.tolerations.list', 'S002.tolerations.fields', 'S004.tolerations.list', 'S004.tolerations.fields');
    const tolerations = [
      { key: 'key1', value: 'value1', effect: TaintEffect.NO_SCHEDULE },
      { key: 'key2', value: 'value2', effect: TaintEffect.NO_SCHEDULE },
    ];
    expect(specOf({ tolerations }).tolerations).toEqual(
      parse(`
        - effect: NoSchedule
          key: key1
          operator: Equal
          value: value1
        - effect: NoSchedule
          key: key2
          operator: Equal
          value: value2
      `),
    );
  });

  test('of one key have identifiers, as documented', () => {
    covers('S002.tolerations.same-key-identifier', 'S004.tolerations.same-key-identifier');
    const one = { key: 'key1', effect: TaintEffect.NO_SCHEDULE };
    const tolerations = [
      { ...one, identifier: 'identifier1', value: 'value1' },
      { ...one, identifier: 'identifier2', value: 'value2' },
    ];
    expect(specOf({ tolerations }).tolerations).toEqual(documentedInfrastructureSpec().tolerations);
  });

  test.each([
    [{ key: 'a' }, { key: 'a', operator: 'Exists' }],
    [{}, { operator: 'Exists' }],
    [
      { key: 'a', value: '' },
      { key: 'a', operator: 'Equal', value: '' },
    ],
    [
      { key: 'a', effect: TaintEffect.NO_EXECUTE, tolerationSeconds: 0 },
      { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 },
    ],
  ])('%j has the matching operator', (toleration, written) => {
    expect(specOf({ tolerations: [toleration] }).tolerations).toEqual([written]);
  });

  test('allow a pod on a node without requiring that node', () => {
    covers('S002.tolerations.allow-only', 'S004.tolerations.allow-only');
    expect(specOf({ tolerations: [{ key: 'dedicated', value: 'builds' }] }).nodeSelector).toEqual({});
  });

  test.each<[string, KubernetesDirectInfrastructureProps['tolerations'], string]>([
    ['without identifiers', [{ key: 'a', value: '1' }, { key: 'a' }], 'tolerations[0].identifier'],
    ['if one has no identifier', [{ key: 'a', identifier: 'x' }, { key: 'a' }], 'tolerations[1].identifier'],
    ['if they match every key', [{ effect: TaintEffect.NO_SCHEDULE }, {}], 'tolerations[0].identifier'],
  ])('with the same key are refused %s', (_what, tolerations, property) => {
    covers('S002.tolerations.same-key-identifier', 'S004.tolerations.same-key-identifier');
    expect(refused(() => specOf({ tolerations })).property).toBe(property);
  });

  test('are refused with a duplicate identifier', () => {
    covers('S002.tolerations.identifiers-differ', 'S004.tolerations.identifiers-differ');
    const tolerations = ['a', 'b'].map((key) => ({ key, identifier: 'same' }));
    expect(refused(() => specOf({ tolerations }))).toMatchObject({
      property: 'tolerations[1].identifier',
      given: '"same"',
      allowed: 'an identifier that no other toleration has',
    });
  });
});
