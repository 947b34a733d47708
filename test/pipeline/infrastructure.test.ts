import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import { KubernetesClusterConnector, KubernetesCredentials } from '../../lib/connector';
import { HarnessScope, RuntimeInput } from '../../lib/document';
import { BuildOperatingSystem, KubernetesDirectInfrastructure, StageVolume } from '../../lib/pipeline';
import { DelegateSelection } from '../../lib/reference';
import { ImagePullPolicy } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { infrastructureProblems } from '../testkit/stage-schema';
import { newChart } from '../testkit/synth';
import { connectorIn, infrastructureOf, newConnector, PROJECT, specOf } from './stages';

/** The documented format, with custom names. */
const DOCUMENTED_MINIMUM = `
infrastructure:
  type: KubernetesDirect
  spec:
    connectorRef: YOUR_K8S_CLUSTER_CONNECTOR_ID
    namespace: builds
    automountServiceAccountToken: true
    nodeSelector: {}
    os: Linux
`;

describe('an infrastructure with only a connector and a namespace', () => {
  const connector = newConnector({ scope: PROJECT }, 'YOUR_K8S_CLUSTER_CONNECTOR_ID');

  test('is the documented minimum and nothing more', () => {
    covers(
      'S001.infrastructure.type',
      'S001.infrastructure.connector',
      'S001.infrastructure.namespace',
      'S002.infrastructure.minimum',
      'S002.infrastructure.type',
      'S002.infrastructure.automount-default',
      'S002.infrastructure.node-selector-default',
      'S002.infrastructure.advanced-optional',
      'S004.infrastructure.minimum',
      'S004.infrastructure.type',
      'S004.infrastructure.automount-default',
      'S004.infrastructure.node-selector-default',
      'S004.infrastructure.advanced-optional',
    );
    const infrastructure = infrastructureOf({ connector });
    expect(infrastructure.toDocument()).toEqual(parse(DOCUMENTED_MINIMUM));
    expect(infrastructureProblems(infrastructure.toDocument().infrastructure)).toEqual([]);
  });

  test('leaves the defaults to Kubernetes and Harness', () => {
    covers(
      'S002.service-account.blank-is-default',
      'S004.service-account.blank-is-default',
      'S002.init-timeout.default',
      'S004.init-timeout.default',
      'S004.image-connector.default-public',
      'S004.priority-class.blank',
      'S004.security-context.privileged-default',
      'S004.automount.default-mounts',
    );
    const spec = specOf({ connector });
    expect(Object.keys(spec).sort()).toEqual([
      'automountServiceAccountToken',
      'connectorRef',
      'namespace',
      'nodeSelector',
      'os',
    ]);
    expect(spec.automountServiceAccountToken).toBe(true);
  });
});

describe('the connector', () => {
  test.each([
    [HarnessScope.account(), 'account.cluster'],
    [HarnessScope.organization('eng'), 'org.cluster'],
    [PROJECT, 'cluster'],
  ])('of %s is referenced from a pipeline in the project as %s', (scope, reference) => {
    covers('S002.infrastructure.connector-ref', 'S004.infrastructure.connector-ref', 'S000.eks.agnostic-for-builds');
    const connector = new KubernetesClusterConnector(newChart(), 'Connector', {
      name: 'cluster',
      scope,
      credentials: KubernetesCredentials.inheritFromDelegate(),
      delegates: DelegateSelection.withTags(['ci']),
    });
    expect(specOf({ connector, scope: PROJECT, serviceAccountName: 'builds' }).connectorRef).toBe(reference);
  });

  test('can be an expression', () => {
    expect(specOf({ connector: newConnector({}, '<+stage.variables.cluster>') }).connectorRef).toBe(
      '<+stage.variables.cluster>',
    );
  });

  test('of another project is refused', () => {
    const connector = newConnector({ scope: HarnessScope.project('eng', 'shop') }, 'cluster');
    expect(refused(() => specOf({ connector, scope: PROJECT }))).toMatchObject({
      property: 'scope',
      given: 'project payments of organization eng',
      allowed: 'a scope that can see the connector cluster of project shop of organization eng',
    });
  });

  test.each([
    ['of a project determines the scope of the pipeline', PROJECT, 'cluster', 'project payments of organization eng'],
    ['of an organization does not determine the project', HarnessScope.organization('eng'), 'org.cluster', undefined],
    ['of the account does not determine the project', undefined, 'account.cluster', undefined],
  ])('%s', (_what, scope, reference, place) => {
    const { harnessScope } = infrastructureOf({ connector: newConnector({ scope }, reference) });
    expect(harnessScope?.toString()).toBe(place);
  });
});

describe('the namespace', () => {
  test.each(['harness-builds', '<+input>', '<+input>.default(builds)', '<+stage.variables.space>', 'ci-<+stage.id>'])(
    'is the build namespace, not default or that of the delegate: %s',
    (namespace) => {
      covers(
        'S000.test.build-namespace-used',
        'S002.infrastructure.namespace',
        'S002.infrastructure.namespace-runtime-input',
        'S002.infrastructure.namespace-expression',
        'S004.infrastructure.namespace',
        'S004.infrastructure.namespace-runtime-input',
        'S004.infrastructure.namespace-expression',
      );
      expect(specOf({ namespace }).namespace).toBe(namespace);
      expect(infrastructureOf({ namespace }).namespace).toBe(namespace);
    },
  );

  test('is required', () => {
    expect(refused(() => specOf({ namespace: undefined }))).toMatchObject({
      property: 'namespace',
      remedy: 'Set it, or set buildNamespace.',
    });
  });
});

test('the operating system is Linux or Windows', () => {
  covers('S002.infrastructure.os', 'S004.infrastructure.os');
  expect(Object.values(BuildOperatingSystem)).toEqual(['Linux', 'Windows']);
  const nodeSelector = { 'kubernetes.io/os': 'windows' };
  expect(specOf({ os: BuildOperatingSystem.WINDOWS, nodeSelector })).toMatchObject({ os: 'Windows', nodeSelector });
});

test('the ServiceAccount token can be hidden from steps', () => {
  covers('S004.automount.off', 'S004.automount.default-mounts');
  expect(specOf({ automountServiceAccountToken: false }).automountServiceAccountToken).toBe(false);
});

describe('the ServiceAccount', () => {
  test.each(['builds', '<+stage.variables.account>'])('is the given one: %s', (serviceAccountName) => {
    covers('S002.service-account.step-identity', 'S004.service-account.step-identity');
    expect(specOf({ serviceAccountName }).serviceAccountName).toBe(serviceAccountName);
    expect(infrastructureOf({ serviceAccountName }).serviceAccountName).toBe(serviceAccountName);
  });

  test('is required if the connector inherits the credentials of its delegate', () => {
    covers('S002.service-account.inherited-credentials', 'S004.service-account.inherited-credentials');
    const connector = newConnector({ inheritsFromDelegate: true });
    expect(refused(() => specOf({ connector }))).toMatchObject({
      property: 'serviceAccountName',
      allowed: 'a ServiceAccount, because the connector inherits the credentials of its delegate',
    });
    expect(specOf({ connector, serviceAccountName: 'builds' }).serviceAccountName).toBe('builds');
  });

  test.each([false, undefined])('is optional if it does not, or if that is unknown: %s', (inheritsFromDelegate) => {
    expect(specOf({ connector: newConnector({ inheritsFromDelegate }) })).not.toHaveProperty('serviceAccountName');
  });
});

test('node labels select the nodes', () => {
  covers('S004.node-selector.labels', 'S004.troubleshoot.specific-node');
  const nodeSelector = { 'cloud.google.com/gke-nodepool': 'builds', ssd: 'true', 'node.kubernetes.io/spare': '' };
  expect(specOf({ nodeSelector }).nodeSelector).toEqual(nodeSelector);
});

test.each(['builds-first', 'system-cluster-critical', 'system-node-critical', '<+input>'])(
  'a PriorityClass can be named: %s',
  (priorityClassName) => {
    covers('S004.priority-class.name', 'S004.priority-class.predefined');
    expect(specOf({ priorityClassName }).priorityClassName).toBe(priorityClassName);
  },
);

test('host names are written to the hosts file as strings: Harness accepts no addresses', () => {
  covers('S004.host-names.list');
  expect(specOf({ hostNames: ['registry.local', 'git.local'] }).hostNames).toEqual(['registry.local', 'git.local']);
});

describe('the timeout for pulling images and starting containers', () => {
  test.each([
    [Duration.seconds(10), '10s'],
    [Duration.seconds(90), '1m30s'],
    [Duration.minutes(20), '20m'],
    [Duration.minutes(60), '1h'],
    [Duration.seconds(3661), '1h1m1s'],
    [Duration.hours(24), '24h'],
  ])('of %p is written %s', (initTimeout, text) => {
    covers('S002.init-timeout.longer', 'S004.init-timeout.longer', 'S004.init-timeout.phase');
    expect(specOf({ initTimeout }).initTimeout).toBe(text);
  });

  test.each([
    [Duration.seconds(9), /^10 to 86400 seconds$/],
    [Duration.hours(25), /^10 to 86400 seconds$/],
    [Duration.millis(10_500), /a whole number of seconds/],
  ])('of %p is refused', (initTimeout, allowed) => {
    const details = refused(() => specOf({ initTimeout }));
    expect(details.property).toBe('initTimeout');
    expect(details.allowed).toMatch(allowed);
  });
});

describe('images of Harness itself', () => {
  test.each(['account.harness_images', 'org.harness_images', 'harness_images', '<+pipeline.variables.images>'])(
    'are pulled with the given connector: %s',
    (imageConnector) => {
      covers('S004.image-connector.override');
      expect(specOf({ imageConnector, scope: PROJECT }).harnessImageConnectorRef).toBe(imageConnector);
      // An account connector does not determine the scope of the pipeline, so all forms are accepted.
      expect(specOf({ imageConnector }).harnessImageConnectorRef).toBe(imageConnector);
    },
  );

  test.each([
    [HarnessScope.account(), 'org.images', 'account.identifier'],
    [HarnessScope.organization('eng'), 'images', 'account.identifier or org.identifier'],
  ])('must be pulled with a connector that a template of %s can see', (scope, imageConnector, allowed) => {
    const details = refused(() => specOf({ imageConnector, scope }));
    expect(details.property).toBe('imageConnector');
    expect(details.allowed).toContain(`can see: ${allowed}, or a Harness expression`);
  });

  test.each(Object.values(ImagePullPolicy))('are pulled with the given policy: %s', (imagePullPolicy) => {
    expect(specOf({ imagePullPolicy }).imagePullPolicy).toBe(imagePullPolicy);
  });
});

describe('a connector defined elsewhere', () => {
  test.each<[HarnessScope, string]>([
    [HarnessScope.organization('eng'), 'cluster'],
    [HarnessScope.account(), 'cluster'],
    [HarnessScope.account(), 'org.cluster'],
  ])('is refused in %s if it is not visible there: %s', (scope, reference) => {
    const details = refused(() => specOf({ connector: newConnector({}, reference), scope }));
    expect(details).toMatchObject({ property: 'connector', given: `"${reference}"` });
    expect(details.allowed).toContain(`that ${scope.toString()} can see`);
    // All forms are visible from a project, and an expression is unknown.
    expect(specOf({ connector: newConnector({}, reference), scope: PROJECT }).connectorRef).toBe(reference);
    expect(specOf({ connector: newConnector({}, '<+input>'), scope }).connectorRef).toBe('<+input>');
  });
});

describe('the file', () => {
  test('is named after the construct, next to those of stages', () => {
    const chart = newChart();
    const infrastructure = new KubernetesDirectInfrastructure(chart, 'Infra (Linux)', {
      connector: connectorIn(chart),
      namespace: 'builds',
    });
    expect(infrastructure.documentPath).toBe('infrastructures/test.Infra--Linux-.yaml');
  });

  test('is refused if the names of two constructs differ only in punctuation', () => {
    const chart = newChart();
    const connector = connectorIn(chart);
    const add = (id: string) => new KubernetesDirectInfrastructure(chart, id, { connector, namespace: 'builds' });
    add('Infra a');
    expect(refused(() => add('Infra-a'))).toMatchObject({ property: 'id', constructPath: 'test/Infra-a' });
    // If the names collide on a case-insensitive file system, the second gets a number.
    expect(add('infra a').documentPath).toBe('infrastructures/test.infra-a~2.yaml');
  });
});

describe('the given properties', () => {
  test('are copied: later changes by the program have no effect', () => {
    const given = {
      nodeSelector: { pool: 'a' },
      labels: { team: 'payments' },
      annotations: { note: 'a' },
      hostNames: ['a'],
      tolerations: [{ key: 'a' }],
      volumes: [StageVolume.emptyDir('/a')],
      containerSecurityContext: { dropCapabilities: ['ALL'] },
      podSpecOverlay: { topologySpreadConstraints: [{ topologyKey: 'zone', matchLabels: { a: 'b' } }] },
    };
    const allowedValues = ['Linux', 'Windows'];
    const infrastructure = infrastructureOf({ ...given, inputs: { os: RuntimeInput.of({ allowedValues }) } });
    const before = infrastructure.toYaml();
    const anything = given as { [member: string]: any };
    anything.nodeSelector.pool = 5;
    anything.labels.stageID = 'mine';
    anything.annotations.note = false;
    anything.hostNames.push('A B');
    anything.tolerations[0].key = '';
    anything.volumes.pop();
    anything.containerSecurityContext.dropCapabilities[0] = 'none';
    anything.podSpecOverlay.topologySpreadConstraints.pop();
    allowedValues.push('a,b');
    expect(infrastructure.toYaml()).toBe(before);
  });

  // Refused by the types, but possible in JavaScript.
  test('can be a runtime input wherever a string can be an expression', () => {
    const input = RuntimeInput.of({ defaultValue: 'xy' }) as unknown as string;
    const spec = specOf({
      namespace: input,
      serviceAccountName: input,
      hostNames: [input],
      nodeSelector: { a: input },
      volumes: [StageVolume.persistentVolumeClaim(input, input), StageVolume.emptyDir('/a', { size: input })],
      tolerations: [{ key: input, inputs: { effect: input } }],
      inputs: { runAsUser: input },
    });
    const text = '<+input>.default(xy)';
    expect(spec).toMatchObject({
      namespace: text,
      serviceAccountName: text,
      hostNames: [text],
      nodeSelector: { a: text },
      volumes: [{ mountPath: text, spec: { claimName: text } }, { spec: { size: text } }],
      tolerations: [{ key: text, effect: text }],
      runAsUser: text,
    });
    const wrong = RuntimeInput.of({ defaultValue: 'a,b' }) as unknown as string;
    expect(refused(() => specOf({ namespace: wrong })).remedy).toContain('RuntimeInput.of');
  });
});
