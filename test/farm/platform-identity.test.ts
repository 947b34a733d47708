import { ClusterPlatform } from '../../lib/build-namespace';
import type { CiBuildInfraProps } from '../../lib/farm';
import { AwsAuthentication, CiStep, StepConnector, UploadDestination } from '../../lib/pipeline';
import { CloudIdentity } from '../../lib/workload';
import { refused } from '../testkit/refused';
import { addFarm, synthInfra } from './infras';
import { newChart } from '../testkit/synth';

const ROLE = 'arn:aws:iam::123456789012:role/ci';
const IDENTITIES = {
  irsa: CloudIdentity.irsa(ROLE),
  eksPodIdentity: CloudIdentity.eksPodIdentity(),
  gke: CloudIdentity.gke('ci@project.iam.gserviceaccount.com'),
  azure: CloudIdentity.azure('01234567-89ab-cdef-0123-456789abcdef'),
};

/**
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html: Pod Identity is not available on Fargate, on other
 * clusters than EKS, and on OpenShift, therefore. Its page on IRSA: any cluster with the webhook of the role, of which Red Hat
 * OpenShift Service on AWS has one. https://learn.microsoft.com/azure/openshift/howto-deploy-configure-application: Workload ID.
 */
const HAS: [string, ClusterPlatform, (keyof typeof IDENTITIES)[]][] = [
  ['Kubernetes', ClusterPlatform.generic(), ['irsa', 'eksPodIdentity', 'gke', 'azure']],
  ['Amazon EKS', ClusterPlatform.eks(), ['irsa', 'eksPodIdentity']],
  ['Amazon EKS on Fargate', ClusterPlatform.eksFargate(), ['irsa']],
  ['Google Kubernetes Engine', ClusterPlatform.gke(), ['gke']],
  ['GKE Autopilot', ClusterPlatform.gkeAutopilot(), ['gke']],
  ['Azure Kubernetes Service', ClusterPlatform.aks(), ['azure']],
  ['OpenShift', ClusterPlatform.openShift(), ['irsa', 'azure']],
  ['K3s or RKE2', ClusterPlatform.rancher(), ['irsa', 'azure']],
];
const PAIRS = HAS.flatMap(([name, platform, has]) =>
  Object.entries(IDENTITIES).map(([kind, identity]) => ({ name, platform, kind, identity, has })),
);

describe('an identity of another platform is refused', () => {
  test.each(PAIRS)('$kind on $name', ({ name, platform, kind, identity, has }) => {
    const places: [string, () => unknown][] = [
      ['cloudIdentity', () => synthInfra({ platform, cloudIdentity: identity })],
      ['delegateOptions.cloudIdentity', () => synthInfra({ platform, delegateOptions: { cloudIdentity: identity } })],
      [
        'options.cloudIdentity',
        () => synthInfra({ platform }).farm.addBuildNamespace('other', { cloudIdentity: identity }),
      ],
    ];
    for (const [property, make] of places) {
      if (has.includes(kind as never)) {
        expect(make).not.toThrow();
        continue;
      }
      const { property: refusedOne, given, allowed } = refused(make);
      expect(refusedOne).toBe(property);
      expect(given).toContain(`CloudIdentity.${kind}`);
      expect(allowed).toContain(`on ${name}`);
      has.forEach((one) => expect(allowed).toContain(`CloudIdentity.${one}(`));
    }
  });

  test('a step with IRSA is refused where there is none', () => {
    const steps = [
      CiStep.upload('Upload', {
        connector: StepConnector.aws('account.aws', AwsAuthentication.IRSA),
        destination: UploadDestination.s3({ bucket: 'builds', region: 'eu-west-1' }),
        sourcePath: 'build.tar.gz',
      }),
    ];
    const made = (platform?: ClusterPlatform) => () =>
      addFarm(newChart(), 'Farm', { platform }).stage({ name: 'Build', steps });
    expect(refused(made(ClusterPlatform.gke()))).toMatchObject({
      property: 'steps[0]',
      given: expect.stringContaining('account.aws'),
      allowed: 'a connector without IRSA on Google Kubernetes Engine, which has none',
    });
    for (const platform of [
      undefined,
      ClusterPlatform.eks(),
      ClusterPlatform.eksFargate(),
      ClusterPlatform.openShift(),
    ])
      expect(made(platform)).not.toThrow();
  });
});

describe('the summary prints the subjects of IRSA', () => {
  const subjectsOf = (props: Partial<CiBuildInfraProps>) =>
    synthInfra(props)
      .farm.summary()
      .split('\n')
      .filter((line) => line.includes('IRSA:'))
      .map((line) => line.trim());
  const line = (account: string) =>
    `IRSA: the trust policy of ${ROLE} must name the subject system:serviceaccount:${account}.`;

  test('of builds and of the delegate', () => {
    const cloudIdentity = CloudIdentity.irsa(ROLE);
    expect(subjectsOf({ cloudIdentity, buildNamespaces: ['team-a'] })).toEqual([line('team-a:harness-build')]);
    expect(subjectsOf({ delegateOptions: { cloudIdentity } })).toEqual([line('harness-delegate:ci')]);
    expect(subjectsOf({ cloudIdentity, serviceAccountName: 'tests', delegateOptions: { cloudIdentity } })).toEqual([
      line('harness-delegate:ci'),
      line('harness-builds:tests'),
    ]);
    expect(subjectsOf({ cloudIdentity: CloudIdentity.eksPodIdentity() })).toEqual([]);
  });
});
