/** Names of resources, and what happens to them when a component is renamed. */
import { type Run, runProgram } from '../testkit/pulumi-engine';
import { temporaryPrograms } from '../testkit/pulumi-engine/programs';

const program = temporaryPrograms();

/** Delegates with a token, each in its own namespace, by name. The value is a former name. */
const source = (names: { readonly [name: string]: string | undefined }) => `
  const aliases = ${JSON.stringify(names)};
  Object.keys(aliases).forEach((name, index) =>
    new harness.HarnessDelegate(name, {
      accountId: '6_vVHzo9Qeu9fXvj-AcQCb', delegateName: 'ci', namespace: 'agents-' + index,
      image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
      access: DelegateAccess.none(), token: new pulumi.Config().requireSecret('token'),
    }, { aliases: aliases[name] ? [{ name: aliases[name] }] : [] }));
`;

const secrets = { token: 'a-token' };
const NAMES = ['prod', 'Prod', 'prod-', 'ci_a', 'ci-a', 'a/b', 'My App', 'Äé', 'x'.repeat(250)];

describe('any name of a component', () => {
  let run: Run;
  beforeAll(async () => {
    const names = Object.fromEntries(NAMES.map((name) => [name, '']));
    run = await runProgram({ program: program(source(names)), secrets });
  });

  test('is accepted', () => {
    expect([run.exitCode, run.errors]).toEqual([0, []]);
  });

  test('prefixes the path of the construct', () => {
    const names = run.resources.filter(({ type }) => type.endsWith(':Deployment')).map(({ name }) => name);
    expect(names.sort()).toEqual(NAMES.map((name) => `${name}/Delegate/Resource`).sort());
  });

  test('gives Secrets unique names that are valid in Kubernetes', () => {
    const names = run.resources.filter(({ type }) => type.endsWith(':Secret')).map(({ name }) => name);
    expect(new Set(names).size).toBe(NAMES.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9][-a-z0-9]{0,242}[a-z0-9]$/);
    expect(names).toContain('prod-delegate-secret');
  });
});

describe('a component that is renamed with an alias keeps every object', () => {
  const RENAMED = { main: 'My App', 'My Site': 'site', c: 'a/b' };
  let second: Run;
  beforeAll(async () => {
    const names = Object.fromEntries(Object.values(RENAMED).map((name) => [name, '']));
    const { state } = await runProgram({ program: program(source(names)), secrets });
    second = await runProgram({ program: program(source(RENAMED)), secrets, state });
  });

  test('changes nothing', () => {
    expect([second.exitCode, second.errors, second.steps]).toEqual([0, [], []]);
  });

  test.each(Object.entries(RENAMED))('%s, which was %s', (name) => {
    const changes = Object.entries(second.changes).filter(([resource]) => resource.startsWith(`${name}/`));
    expect(new Set(changes.map(([, change]) => change))).toEqual(new Set(['same']));
  });
});
