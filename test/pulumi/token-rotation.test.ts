import { resourceIn, type Run, runProgram, UNKNOWN, withoutSecrets } from '../support/pulumi-engine';
import { temporaryPrograms } from '../support/pulumi-engine/programs';

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

/** Where the pods find the token. */
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
}, 60_000);

test('every run succeeds', () => {
  for (const run of [first, preview, second, third]) expect([run.exitCode, run.errors]).toEqual([0, []]);
});

test('Pulumi may name the Secret, and have two of them for a while', () => {
  for (const run of [first, preview, second, third]) {
    const { inputs, options } = resourceIn(run, 'Secret');
    expect(inputs.metadata).not.toHaveProperty('name');
    expect(inputs.metadata).not.toHaveProperty('generateName');
    expect(options.deleteBeforeReplace).toBeUndefined();
    expect(options.additionalSecretOutputs).toEqual(['data', 'stringData']);
  }
});

test('the pods refer to the Secret by the name that it has got', () => {
  for (const run of [first, second]) {
    const { id } = run.steps.find(({ step, type }) => step === 'create' && type.endsWith(':Secret'))!;
    expect(id).toBe(`harness-delegate/${String(run.outputs.secretName)}`);
    expect(secretKeyRefIn(run)).toEqual({ name: run.outputs.secretName, key: 'HARNESS_DELEGATE_TOKEN' });
  }
  expect(second.outputs.secretName).not.toBe(first.outputs.secretName);
});

test('the new Secret is there before the pods are rolled, and the old one goes after that', () => {
  expect(second.steps.map(({ step, type, id }) => [step, type.split(':').at(-1), id])).toEqual([
    ['create', 'Secret', `harness-delegate/${String(second.outputs.secretName)}`],
    ['update', 'Deployment', 'harness-delegate/ci'],
    ['delete', 'Secret', `harness-delegate/${String(first.outputs.secretName)}`],
  ]);
});

test('the pods wait for the Secret because they depend on it', () => {
  const { name } = resourceIn(second, 'Secret');
  expect(resourceIn(second, 'Deployment').propertyDependencies.spec).toContain(name);
});

test('a preview of it says the same, and that the name is not known yet', () => {
  expect(preview.changes).toEqual(second.changes);
  expect(secretKeyRefIn(preview).name).toBe(UNKNOWN);
});

test('the same token changes nothing', () => {
  expect(third.steps).toEqual([]);
  expect(new Set(Object.values(third.changes))).toEqual(new Set(['same']));
});

test('the token is nowhere but in secrets', () => {
  for (const run of [first, preview, second, third]) {
    const inSecrets = JSON.stringify(run.resources.map(({ inputs, outputs }) => [inputs, outputs]));
    const outside = JSON.stringify([withoutSecrets(run.resources), withoutSecrets(run.outputs), run.steps]);
    expect(inSecrets).toMatch(/token-(before|after)-rotation/);
    expect([outside, run.printed].join()).not.toMatch(/token-(before|after)-rotation/);
  }
});

test('a token that is refused is not told', async () => {
  const run = await runProgram({ program: program(source), secrets: { token: 'a token with blanks' } });
  expect(run.exitCode).not.toBe(0);
  expect(run.errors.join()).toContain('[prod/Delegate] token:');
  expect(run.printed).not.toContain('a token with blanks');
  expect(run.steps).toEqual([]);
}, 20_000);
