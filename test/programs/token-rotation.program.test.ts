import { resourceIn, type Run, runProgram, UNKNOWN, withoutSecrets } from '../testkit/pulumi-engine';
import { temporaryPrograms } from '../testkit/pulumi-engine/programs';

const OLD = 'token-before-rotation';
const NEW = 'token-after-rotation';
const program = temporaryPrograms();
const source = `
  const ci = new harness.HarnessDelegate('prod', {
    accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
    delegateName: 'ci',
    image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
    access: DelegateAccess.ciBuilds(['harness-builds']),
    token: new pulumi.Config().requireSecret('token'),
  });
  export const secretName = ci.tokenSecretName;
`;

/** Returns the reference to the token in the pods. */
function secretKeyRefIn(run: Run): { name: unknown; key: string } {
  const [container] = resourceIn(run, 'Deployment').inputs.spec.template.spec.containers;
  return container.env.find(({ valueFrom }: any) => valueFrom?.secretKeyRef).valueFrom.secretKeyRef;
}

let first: Run;
let preview: Run;
let second: Run;
let third: Run;

beforeAll(async () => {
  const file = program(source);
  const withToken = (token: string) => ({ program: file, secrets: { token } });
  first = await runProgram(withToken(OLD));
  preview = await runProgram({ ...withToken(NEW), state: first.state, dryRun: true });
  second = await runProgram({ ...withToken(NEW), state: first.state });
  third = await runProgram({ ...withToken(NEW), state: second.state });
});

test('every run succeeds', () => {
  for (const run of [first, preview, second, third]) expect([run.exitCode, run.errors]).toEqual([0, []]);
});

test('lets Pulumi name the Secret, so that two can exist during a rotation', () => {
  for (const run of [first, preview, second, third]) {
    const { inputs, options } = resourceIn(run, 'Secret');
    expect(inputs.metadata).not.toHaveProperty('name');
    expect(inputs.metadata).not.toHaveProperty('generateName');
    expect(options.deleteBeforeReplace).toBeUndefined();
    expect(options.additionalSecretOutputs).toEqual(['data', 'stringData']);
  }
});

test('the pods refer to the Secret by its generated name', () => {
  for (const run of [first, second]) {
    const { id } = run.steps.find(({ step, type }) => step === 'create' && type.endsWith(':Secret'))!;
    expect(id).toBe(`harness-delegate/${String(run.outputs.secretName)}`);
    expect(secretKeyRefIn(run)).toEqual({ name: run.outputs.secretName, key: 'HARNESS_DELEGATE_TOKEN' });
  }
  expect(second.outputs.secretName).not.toBe(first.outputs.secretName);
});

test('creates the new Secret before it rolls the pods, and deletes the old one afterward', () => {
  expect(second.steps.map(({ step, type, id }) => [step, type.split(':').at(-1), id])).toEqual([
    ['create', 'Secret', `harness-delegate/${String(second.outputs.secretName)}`],
    ['update', 'Deployment', 'harness-delegate/ci'],
    ['delete', 'Secret', `harness-delegate/${String(first.outputs.secretName)}`],
  ]);
});

test('the pods depend on the Secret', () => {
  const { name } = resourceIn(second, 'Secret');
  expect(resourceIn(second, 'Deployment').propertyDependencies.spec).toContain(name);
});

test('a preview shows the same steps, with the name unknown', () => {
  expect(preview.changes).toEqual(second.changes);
  expect(secretKeyRefIn(preview).name).toBe(UNKNOWN);
});

test('the same token changes nothing', () => {
  expect(third.steps).toEqual([]);
  expect(new Set(Object.values(third.changes))).toEqual(new Set(['same']));
});

test('the token appears only in secrets', () => {
  for (const run of [first, preview, second, third]) {
    const inSecrets = JSON.stringify(run.resources.map(({ inputs, outputs }) => [inputs, outputs]));
    const outside = JSON.stringify([withoutSecrets(run.resources), withoutSecrets(run.outputs), run.steps]);
    expect(inSecrets).toMatch(/token-(before|after)-rotation/);
    expect([outside, run.printed].join()).not.toMatch(/token-(before|after)-rotation/);
  }
});

test('never shows a refused token', async () => {
  const run = await runProgram({ program: program(source), secrets: { token: 'a token with blanks' } });
  expect(run.exitCode).not.toBe(0);
  expect(run.errors.join()).toContain('[prod/Delegate] token:');
  expect(run.printed).not.toContain('a token with blanks');
  expect(run.steps).toEqual([]);
});
