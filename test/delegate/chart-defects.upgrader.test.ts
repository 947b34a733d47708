/** Defects of the upgrader in the official Helm chart: each test proves that this package does not have it. */
import { DelegateImage, DelegateProfile, DelegateToken, MutualTls, ProxyCredentials } from '../../lib/delegate';
import { refused } from '../testkit/refused';
import { synthUpgrader } from './upgraders';

/** As in the chart, except for its defects. */
const PROFILES = [DelegateProfile.HARDENED, DelegateProfile.DOCUMENTED];
const PASSWORD = 'a-password-of-the-proxy';

describe.each(PROFILES)("of the chart's upgrader, in profile %s", (profile) => {
  test('the chart runs the image tag latest: ours refuses it', () => {
    const image = DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/upgrader:latest');
    expect(refused(() => synthUpgrader({ image }, { profile })).property).toBe('upgrader.image');
  });

  test('its Role grants every Deployment and CronJob of the namespace: ours grants one Deployment', () => {
    const { rules } = synthUpgrader({}, { profile }).role;
    expect(rules).toHaveLength(1);
    expect(rules[0].resources).toEqual(['deployments']);
    expect(rules[0].resourceNames).toEqual(['ci']);
    expect(rules[0].apiGroups).toEqual(['apps']);
  });

  test('the chart writes the proxy password to a ConfigMap: ours refuses such a proxy and shows no password', () => {
    const credentials = ProxyCredentials.fromSecretName(PASSWORD);
    const proxy = { host: 'proxy.example.com', port: 3128, credentials };
    const details = refused(() => synthUpgrader({}, { profile, proxy }));
    expect(details.property).toBe('upgrader');
    expect(JSON.stringify(details)).not.toContain(PASSWORD);
  });

  test('it has a second Secret with the token of the delegate: ours reads the existing one', () => {
    const token = DelegateToken.unsafePlainText('a-token-of-the-delegate');
    const { manifests, container } = synthUpgrader({}, { profile, token });
    const secrets = manifests.filter(({ kind }) => kind === 'Secret');
    expect(secrets.map(({ metadata }) => metadata.name)).toEqual([container.env[0].valueFrom.secretKeyRef.name]);
    expect(container).not.toHaveProperty('envFrom');
  });

  test('a delegate with more than 39 characters breaks the name of its CronJob: ours is cut, and stays unique', () => {
    const names = ['a', 'b'].map((end) => {
      const delegateName = `${'n'.repeat(62)}${end}`;
      return synthUpgrader({}, { profile, delegateName }).cronJob.metadata.name as string;
    });
    expect(names.map(({ length }) => length)).toEqual([52, 52]);
    expect(names[0]).not.toBe(names[1]);
  });

  test('the chart gives key files the decimal mode 400, which others can write: ours have the octal mode', () => {
    const { pod } = synthUpgrader({}, { profile, mutualTls: MutualTls.fromSecretName('mtls') });
    const volume = pod.volumes.find(({ name }: { name: string }) => name === 'client-certificate');
    expect(volume.secret.defaultMode).toBe(0o400);
  });

  test('the chart writes account IDs that look like numbers as numbers: ours are strings', () => {
    const { config } = synthUpgrader({}, { profile, accountId: '1234567890' });
    expect(config.delegateConfig).toMatchObject({ accountId: '1234567890' });
  });
});

test("the chart's upgrader has no resources and no security context: ours has both", () => {
  const { container, pod } = synthUpgrader();
  expect(Object.keys(container.resources).sort()).toEqual(['limits', 'requests']);
  expect(container.securityContext.capabilities).toEqual({ drop: ['ALL'] });
  expect(pod.securityContext.runAsNonRoot).toBe(true);
});
