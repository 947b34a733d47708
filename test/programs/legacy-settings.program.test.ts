/** The ConfigMap of a legacy delegate: Pulumi replaces it when a setting changes. */
import { type Run, runProgram } from '../testkit/pulumi-engine';
import { temporaryPrograms } from '../testkit/pulumi-engine/programs';

const program = temporaryPrograms();
const source = `
  import { DelegateProfile } from 'harness-constructs';
  new harness.HarnessDelegate('prod', {
    accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
    delegateName: 'ci',
    image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:26.02.88404'),
    profile: DelegateProfile.DOCUMENTED,
    access: DelegateAccess.ciBuilds(['harness-builds']),
    token: DelegateToken.fromSecretName('ci-delegate-token'),
    managerEndpoint: new pulumi.Config().require('endpoint'),
  });
`;

let first: Run;
let changed: Run;
let same: Run;

beforeAll(async () => {
  const file = program(source);
  const at = (endpoint: string) => ({ program: file, config: { endpoint } });
  first = await runProgram(at('https://app.harness.io'));
  changed = await runProgram({ ...at('https://harness.example.com'), state: first.state });
  same = await runProgram({ ...at('https://harness.example.com'), state: changed.state });
});

test('every run succeeds', () => {
  for (const run of [first, changed, same]) expect([run.exitCode, run.errors]).toEqual([0, []]);
});

test('creates the new settings before it rolls the pods, and deletes the old ones afterward', () => {
  expect(changed.steps.map(({ step, type }) => `${step} ${type.split(':').at(-1)}`)).toEqual([
    'create ConfigMap',
    'update Deployment',
    'delete ConfigMap',
  ]);
});

test('the same settings change nothing', () => {
  expect(same.steps).toEqual([]);
});
