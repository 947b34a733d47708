import { Chart } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { isUnresolved, unresolved } from '../../lib/core';
import { DelegateImage, DelegateToken, DelegateVariable, HarnessDelegate } from '../../lib/delegate';
import { DelegateGeneration } from '../../lib/reference';
import { CloudIdentity } from '../../lib/workload';
import { LATE } from '../testkit/arbitraries/late';
import { addDelegateTo, late } from '../testkit/arbitraries/late-delegates';
import { refused } from '../testkit/refused';
import { kindsOf, type Manifest, newApp, objectOf, synth } from '../testkit/synth';
import { LEAST } from './delegates';

const NEW = { generation: DelegateGeneration.NEW };

describe('an image known only later', () => {
  const REPOSITORY = 'example.com/harness/delegate';

  test('needs the generation, unless its tag is plain', () => {
    const image = DelegateImage.of(late(`${REPOSITORY}:1.30.1`));
    const { property, given } = refused(() => addDelegateTo(newApp(), { image }));
    expect(property).toBe('generation');
    expect(given ?? '').not.toContain('xharnessunresolved');
  });

  test.each(['1.30.1', '1.20.0'])('except its plain tag %s is treated according to the tag', (tag) => {
    const parts = { registry: 'example.com', repository: 'harness/delegate', tag };
    const wanted = synth(addDelegateTo(newApp(), { image: DelegateImage.fromParts(parts) }));
    for (const way of Object.values(LATE)) {
      const image = DelegateImage.fromParts({ ...parts, registry: way(parts.registry) });
      expect(synth(addDelegateTo(newApp(), { image }))).toEqual(wanted);
    }
  });

  test('and turns out to contradict the generation is refused at synth', () => {
    const image = DelegateImage.of(late(`${REPOSITORY}:26.02.88404`));
    const chart = addDelegateTo(newApp(), { image, ...NEW });
    expect(() => chart.toJson()).toThrow(/\[test\/Delegate\] (generation|image): .*26\.02\.88404/);
  });

  test('is pulled by the policy that its value asks for', () => {
    const policyOf = (reference: string) => {
      const chart = addDelegateTo(newApp(), { image: DelegateImage.of(late(reference)), ...NEW });
      return objectOf(synth(chart), 'Deployment').spec.template.spec.containers[0].imagePullPolicy;
    };
    expect(policyOf(`${REPOSITORY}:1.30.1`)).toBe('IfNotPresent');
    expect(policyOf(`${REPOSITORY}:latest`)).toBe('Always');
    expect(policyOf(`${REPOSITORY}@sha256:${'0'.repeat(64)}`)).toBe('IfNotPresent');
  });
});

describe('a value known only later', () => {
  const SECRET = 'MDEyMzQ1Njc4OWFiY2RlZg==';
  const tokenOf = (manifests: Manifest[]) =>
    objectOf(manifests, 'Deployment').spec.template.metadata.annotations['checksum/token'];

  test('rolls the pods by its resolved token', () => {
    const wanted = tokenOf(synth(addDelegateTo(newApp(), { token: DelegateToken.unsafePlainText(SECRET) })));
    for (const way of Object.values(LATE)) {
      const manifests = synth(addDelegateTo(newApp(), { token: DelegateToken.unsafePlainText(way(SECRET)) }));
      expect(tokenOf(manifests)).toBe(wanted);
      expect(objectOf(manifests, 'Secret').stringData).toEqual({ HARNESS_DELEGATE_TOKEN: SECRET });
    }
    const other = synth(addDelegateTo(newApp(), { token: DelegateToken.unsafePlainText(late(`${SECRET}x`)) }));
    expect(tokenOf(other)).not.toBe(wanted);
  });

  test('can be part of a string: of the endpoint, of a tag, of an ARN', () => {
    const [host, team, account] = [late('app.harness.io'), late('payments'), late('123456789012')];
    const manifests = synth(
      addDelegateTo(newApp(), {
        managerEndpoint: `https://${host}/gratis/`,
        tags: [`team-${team}`, team, 'payments'],
        cloudIdentity: CloudIdentity.irsa(`arn:aws:iam::${account}:role/ci`),
        env: [DelegateVariable.plain('URL', `https://${host}/x`)],
      }),
    );
    const { env } = objectOf(manifests, 'Deployment').spec.template.spec.containers[0];
    expect(env).toEqual(
      expect.arrayContaining([
        { name: 'HARNESS_MANAGER_HOST_AND_PORT', value: 'https://app.harness.io/gratis' },
        { name: 'HARNESS_DELEGATE_TAGS', value: 'team-payments,payments' },
        { name: 'URL', value: 'https://app.harness.io/x' },
      ]),
    );
    expect(objectOf(manifests, 'ServiceAccount').metadata.annotations).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/ci',
    });
  });

  test('of the chart is taken as the namespace, by every object of a namespace and by no other', () => {
    for (const way of Object.values(LATE)) {
      const chart = new Chart(newApp(), 'test', { namespace: way('team') });
      new HarnessDelegate(chart, 'Delegate', {
        ...LEAST,
        createNamespace: true,
        access: DelegateAccess.clusterAdmin(),
      });
      const manifests = synth(chart);
      expect(JSON.stringify(manifests)).not.toMatch(/xharnessunresolved/);
      expect(objectOf(manifests, 'Namespace').metadata.name).toBe('team');
      for (const { kind, metadata } of manifests) {
        expect([kind, metadata.namespace]).toEqual([kind, /Namespace|Cluster/.test(kind) ? undefined : 'team']);
      }
    }
  });

  test('is not asked for before synth, and the outputs of the delegate stay unresolved', () => {
    const produce = jest.fn(() => 'team');
    const chart = new Chart(newApp(), 'test');
    const given = {
      namespace: unresolved(produce),
      tags: [unresolved(produce)],
      token: DelegateToken.fromSecretName(unresolved(produce)),
    };
    const delegate = new HarnessDelegate(chart, 'Delegate', { ...LEAST, ...given });
    expect(produce).not.toHaveBeenCalled();
    for (const output of [
      delegate.namespace,
      delegate.effectiveTags[1],
      delegate.tokenSecretName,
      delegate.serviceAccount.name,
    ]) {
      expect(isUnresolved(output)).toBe(output !== 'ci');
    }
    expect(kindsOf(synth(chart))).toContain('Deployment');
    expect(produce).toHaveBeenCalled();
  });

  test('of an imported delegate is checked at synth', () => {
    const chart = new Chart(newApp(), 'test');
    HarnessDelegate.fromDelegateAttributes(chart, 'Other', { delegateName: 'other', namespace: late('Not A Name') });
    expect(() => chart.toJson()).toThrow(/\[test\/Other\] namespace: got "Not A Name"/);
  });
});

describe('a string that merely looks like a placeholder', () => {
  test('passes unchanged', () => {
    const text = 'xharnessunresolved999999x';
    const props = {
      namespace: text,
      tags: [text],
      annotations: { a: `<${text}>` },
      token: DelegateToken.fromSecretName(text),
    };
    const manifests = synth(addDelegateTo(newApp(), { ...props, delegateName: `${text}-a` }));
    expect(objectOf(manifests, 'Namespace').metadata).toMatchObject({ name: text, annotations: { a: `<${text}>` } });
    expect(objectOf(manifests, 'Deployment').metadata.name).toBe(`${text}-a`);
  });
});
