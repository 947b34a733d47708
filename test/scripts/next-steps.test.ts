import { type KubernetesObject, nextSteps } from '../../scripts/next-steps';

const inBuilds = (kind: string, more: object = {}): KubernetesObject => ({
  kind,
  metadata: { name: 'ci', namespace: 'builds' },
  ...more,
});
const OF_BUILDS = inBuilds('Role', { rules: [{ resources: ['pods'], verbs: ['get', 'create'] }] });
const LABEL = /^kubectl label namespace builds pod-security\.kubernetes\.io\/enforce=baseline/;

describe('the next steps', () => {
  test('label a build namespace that the manifests do not make, right after its creation', () => {
    const steps = nextSteps(['dist/a.yaml'], [OF_BUILDS]);
    const created = steps.findIndex((step) => step.startsWith('kubectl create namespace builds'));
    expect(steps[created + 1]).toMatch(LABEL);
    expect(steps[created + 1]).toContain('BuildFarmNamespace');
    expect(steps.findIndex((step) => step.startsWith('kubectl apply'))).toBeGreaterThan(created + 1);
  });

  test('add the label in the program, where that makes the namespace without it', () => {
    const made = (labels?: { [key: string]: string }): KubernetesObject => ({
      kind: 'Namespace',
      metadata: { name: 'builds', labels },
    });
    const added = (...objects: KubernetesObject[]) =>
      nextSteps(['dist/a.yaml'], objects).filter((step) =>
        step.startsWith('Add the label pod-security.kubernetes.io/enforce: baseline to the Namespace builds'),
      );
    expect(added(made(), OF_BUILDS)).toHaveLength(1);
    expect(added(made({ team: 'a' }), OF_BUILDS)).toHaveLength(1);
    expect(added(made({ 'pod-security.kubernetes.io/enforce': 'privileged' }), OF_BUILDS)).toEqual([]);
    expect(added(made())).toEqual([]);
  });

  test('label neither a namespace of the manifests, nor one without builds', () => {
    const made: KubernetesObject = { kind: 'Namespace', metadata: { name: 'builds' } };
    const reading = inBuilds('Role', { rules: [{ resources: ['pods'], verbs: ['get', 'list'] }] });
    for (const objects of [[made, OF_BUILDS], [reading], [inBuilds('ConfigMap')]]) {
      expect(nextSteps(['dist/a.yaml'], objects).filter((step) => LABEL.test(step))).toEqual([]);
    }
  });

  test('neither create nor label a namespace that every cluster has, and move builds out of it', () => {
    for (const namespace of ['kube-system', 'default']) {
      const role = { ...OF_BUILDS, metadata: { name: 'ci', namespace } };
      const steps = nextSteps(['dist/a.yaml'], [role, inBuilds('ConfigMap')]);
      expect(steps.filter((step) => /^kubectl (create|label) namespace (kube-system|default)/.test(step))).toEqual([]);
      expect(steps.filter((step) => step.startsWith(`Move builds out of ${namespace}`))).toHaveLength(1);
    }
    expect(nextSteps(['dist/a.yaml'], [OF_BUILDS]).filter((step) => step.startsWith('Move builds'))).toEqual([]);
  });

  test('pass the token by standard input, under the key that the delegate reads', () => {
    const valueFrom = { secretKeyRef: { name: 'ci-token', key: 'TOKEN' } };
    const spec = { template: { spec: { containers: [{ env: [{ valueFrom }] }] } } };
    expect(nextSteps(['dist/a.yaml'], [inBuilds('Deployment', { spec })])).toContainEqual(
      expect.stringMatching(
        /^printf %s "\$DELEGATE_TOKEN" \| kubectl create secret generic ci-token -n builds --from-file=TOKEN=\/dev\/stdin /,
      ),
    );
  });
});
