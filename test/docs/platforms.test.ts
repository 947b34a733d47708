import { covers } from '../testkit/covers';
import { emptySnippetFolder, runSnippetOf, sectionOf, type SnippetResult } from './snippets';

const PAGE = 'docs/how-to.md';
let folder: string;
beforeAll(() => (folder = emptySnippetFolder('platforms')));

const run = (heading: string, number = 0) => runSnippetOf(PAGE, heading, folder, number);
const section = (heading: string) => sectionOf(PAGE, heading);

/** The pod template of the farm's delegate. */
function delegateIn({ manifests }: SnippetResult): any {
  const deployment: any = manifests.find(({ kind }) => kind === 'Deployment');
  return deployment.spec.template.spec;
}

describe('EKS', () => {
  const heading = 'Use AWS from builds on EKS';

  test('is reached with either kind of connector, and builds with the Kubernetes cluster connector', () => {
    covers('S000.eks.either-connector');
    expect(section(heading)).toContain(
      'Harness reaches EKS with the Kubernetes cluster connector, or with an AWS connector for EKS. The infrastructure of a CI stage always takes the Kubernetes cluster connector; steps take either.',
    );
  });

  test('steps take an AWS connector with IRSA or on Fargate', () => {
    covers('S000.eks.irsa-steps', 'S000.eks.fargate-steps');
    expect(section(heading)).toMatch(/If the cluster uses IRSA or Fargate nodes, steps take an \[AWS connector\]/);
  });

  test('with IRSA the stage names the ServiceAccount with the role', () => {
    covers('S004.troubleshoot.eks-irsa');
    const { manifests, documents } = run(heading);
    const { stage } = documents.get('stages/account/Build.yaml');
    const { serviceAccountName, namespace } = stage.spec.infrastructure.spec;
    const account = manifests.find(
      ({ kind, metadata }) =>
        kind === 'ServiceAccount' && metadata.name === serviceAccountName && metadata.namespace === namespace,
    );
    expect(account?.metadata.annotations).toMatchObject({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/builds',
    });
    expect(stage.spec.execution.steps[1].step).toMatchObject({
      type: 'S3Upload',
      spec: { connectorRef: 'account.aws' },
    });
  });
});

describe('AKS', () => {
  test('keeps local accounts enabled for deployments', () => {
    covers('S000.aks.local-accounts');
    expect(section('Build on AKS')).toMatch(
      /For deployments, .* `disableLocalAccounts` of the cluster must be `false`/,
    );
  });

  test('the page explains builds that time out', () => {
    covers('S004.troubleshoot.aks-timeouts');
    expect(section('Build on AKS')).toMatch(
      /Builds time out.\*\* A custom network security group \[must allow ingress on TCP 8080\]/,
    );
    expect(run('Build on AKS').manifests.map(({ kind }) => kind)).toContain('Deployment');
  });
});

test('on OpenShift the namespace assigns the user ids of the delegate, as the page says', () => {
  const result = run('Build on OpenShift');
  expect(section('Build on OpenShift')).toContain("lets the namespace assign the delegate's user ids");
  expect(delegateIn(result).securityContext.runAsUser).toBeUndefined();
});

describe('GKE Autopilot', () => {
  const heading = 'Build on GKE Autopilot';

  test('is possible, and advised against', () => {
    covers('S002.autopilot.not-recommended', 'S004.autopilot.not-recommended');
    expect(section(heading)).toContain('It is possible, but [Harness advises against it]');
    expect(run(heading).manifests.map(({ kind }) => kind)).toContain('Deployment');
  });

  test('may cost less with occasional builds, and costs more with frequent ones', () => {
    covers('S002.autopilot.occasional-builds', 'S004.autopilot.occasional-builds');
    covers('S002.autopilot.frequent-builds', 'S004.autopilot.frequent-builds');
    expect(section(heading)).toMatch(
      /With occasional builds, Autopilot may cost less, since a standard cluster keeps nodes/,
    );
    expect(section(heading)).toContain('With frequent builds, it costs more.');
  });

  test('needs the sums that the page gives', () => {
    const { standard, autopilot } = run(heading).exports;
    const said = ({ memory, cpu }: { memory: string; cpu: string }) => `${memory} and ${cpu} CPUs`;
    expect(section(heading)).toContain(`resources.peak; // ${said(standard)}`);
    expect(section(heading)).toContain(`resources.autopilotSum(); // ${said(autopilot)}`);
    expect([said(standard), said(autopilot)]).toEqual(['13G and 5 CPUs', '18G and 8 CPUs']);
  });
});

describe('custom certificates', () => {
  const heading = 'Trust custom certificates';

  test('are passed on by the new delegate', () => {
    covers('S002.certificates.how-to', 'S004.certificates.how-to');
    const { containers, volumes } = delegateIn(run(heading));
    expect(containers[0].env).toEqual(
      expect.arrayContaining([
        { name: 'HARNESS_CERTS_DIR', value: '/opt/harness/certs' },
        {
          name: 'HARNESS_DESTINATION_CA_PATH',
          value: '/etc/ssl/certs/ca-bundle.crt,/kaniko/ssl/certs/additional-ca-cert-bundle.crt',
        },
      ]),
    );
    const [mount] = containers[0].volumeMounts.filter(({ mountPath }: any) => mountPath === '/opt/harness/certs');
    expect(volumes.find(({ name }: any) => name === mount.name).secret.secretName).toBe('company-ca');
  });

  test('are mounted by the stage otherwise', () => {
    covers('S002.certificates.how-to', 'S004.certificates.how-to');
    const { stage } = run(heading, 1).documents.get('stages/account/Build.yaml');
    const [{ mountPath, spec }] = stage.spec.infrastructure.spec.volumes;
    expect(spec).toEqual({ claimName: 'company-ca', readOnly: true });
    const { envVariables } = stage.spec.execution.steps[0].step.spec;
    Object.values(envVariables).forEach((path) => expect(path).toMatch(new RegExp(`^${mountPath}/`)));
  });
});

describe('mTLS', () => {
  const heading = 'Connect by mTLS';
  const versions: { [service: string]: string } = {
    'log-service': '1.17.3',
    'pipeline-service': '1.108.10',
    'ng-manager': '1.69.11',
    'ci-manager': '1.57.6',
    'agent-gateway': '1.1.0',
    delegate: '24.11.84306',
  };

  test('needs the minimum versions of the table', () => {
    covers('S004.mtls.log-service', 'S004.mtls.pipeline-service', 'S004.mtls.ng-manager');
    covers('S004.mtls.ci-manager', 'S004.mtls.agent-gateway', 'S004.mtls.delegate');
    const rows = [...section(heading).matchAll(/\| ([a-z-]+) \| ([\d.]+) (?=\|)/g)];
    expect(Object.fromEntries(rows.map(([, service, version]) => [service, version]))).toEqual(versions);
  });

  test('takes the certificate and private key from a Secret', () => {
    const { containers, volumes } = delegateIn(run(heading));
    const [mount] = containers[0].volumeMounts.filter(({ mountPath }: any) => mountPath === '/etc/mtls');
    expect(volumes.find(({ name }: any) => name === mount.name).secret.secretName).toBe('delegate-mtls');
    const names = containers[0].env.map(({ name }: any) => name);
    expect(names).toEqual(expect.arrayContaining(['HARNESS_CLIENT_CERT_FILE', 'HARNESS_CLIENT_KEY_FILE']));
  });
});
