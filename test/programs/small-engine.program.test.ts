import {
  destroyed,
  resourceIn,
  type Run,
  runProgram,
  secretOnWire,
  type Step,
  UNKNOWN,
} from '../testkit/pulumi-engine';
import { temporaryPrograms } from '../testkit/pulumi-engine/programs';

const program = temporaryPrograms();
const said = (steps: readonly Step[]) => steps.map(({ step, name }) => `${step} ${name}`);

describe('over two runs', () => {
  const source = `
    const config = new pulumi.Config();
    const map = (name, inputs, options) =>
      new Thing('kubernetes:core/v1:ConfigMap', name, { apiVersion: 'v1', kind: 'ConfigMap', ...inputs }, options);
    const data = { text: config.require('text') };
    const first = map('first', { metadata: { name: 'first', labels: { text: 'plain' } }, data: {} });
    const unnamed = map('unnamed', { metadata: {}, data }, { dependsOn: first });
    map('named', { metadata: { name: 'named' }, data });
    map('asked', { metadata: {}, data }, { deleteBeforeReplace: true });
    map('labeled', { metadata: { name: 'labeled', labels: data, annotations: { name: unnamed.metadata?.name } } });
    map('ignored', { metadata: { name: 'ignored', labels: data } }, { ignoreChanges: ['metadata.labels.text'] });
    map('in-a-list', { metadata: { name: 'listed' }, items: [data, data] }, { ignoreChanges: ['items[0].text'] });
    map('beside-it', { metadata: { name: 'beside' }, items: [data, data] }, { ignoreChanges: ['items[0]'] });
    if (config.getBoolean('old')) map('gone-after', { metadata: {} }, { dependsOn: map('gone', { metadata: {} }) });
    else map('new', { metadata: { name: 'new' } });
  `;
  let first: Run;
  let second: Run;
  let preview: Run;

  beforeAll(async () => {
    const file = program(source);
    first = await runProgram({ program: file, config: { text: 'one', old: 'true' } });
    preview = await runProgram({ program: file, config: { text: 'two' }, state: first.state, dryRun: true });
    second = await runProgram({ program: file, config: { text: 'two' }, state: first.state });
  });

  test('the first run creates everything', () => {
    expect(first.exitCode).toBe(0);
    expect(first.errors).toEqual([]);
    expect(new Set(Object.values(first.changes))).toEqual(new Set(['create']));
  });

  test('the second run reports what happened to each resource', () => {
    expect(second.changes).toEqual({
      'p-s': 'same',
      first: 'same',
      unnamed: 'replace',
      named: 'replace',
      asked: 'replace',
      labeled: 'update',
      ignored: 'same',
      'in-a-list': 'update',
      'beside-it': 'update',
      gone: 'delete',
      'gone-after': 'delete',
      new: 'create',
    });
    expect(preview.changes).toEqual(second.changes);
  });

  test('an object without a name is deleted after its replacement, at the end of the update', () => {
    const steps = said(second.steps);
    const last = Math.max(...steps.map((step, index) => (step.startsWith('delete') ? -1 : index)));
    expect(steps.indexOf('create unnamed')).toBeGreaterThan(-1);
    expect(steps.indexOf('delete unnamed')).toBeGreaterThan(last);
  });

  test.each(['named', 'asked'])('an object is deleted before its replacement: %s', (name) => {
    const steps = said(second.steps);
    expect(steps.indexOf(`delete ${name}`)).toBe(steps.indexOf(`create ${name}`) - 1);
  });

  test('dependents are deleted before their dependencies', () => {
    const steps = said(second.steps);
    expect(steps.indexOf('delete gone-after')).toBeLessThan(steps.indexOf('delete gone'));
  });

  test('a preview does not change the state', () => {
    expect(preview.state).toBe(first.state);
  });

  test('a stack can be deleted', async () => {
    const steps = said(await destroyed(second.state));
    expect(steps).toHaveLength(9);
    expect(steps.indexOf('delete unnamed')).toBeLessThan(steps.indexOf('delete first'));
  });

  test('objects are applied to a cluster', async () => {
    const done: string[] = [];
    const cluster = {
      apply: (object: any) => Promise.resolve(void done.push(`apply ${object.metadata.name}`)),
      remove: (object: any) => Promise.resolve(void done.push(`remove ${object.metadata.name}`)),
    };
    const file = program(`new Thing('kubernetes:core/v1:Secret', 'key', {
      apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' }, stringData: pulumi.secret({ a: 'b' }) });`);
    const { state } = await runProgram({ program: file, cluster });
    await destroyed(state, cluster);
    expect(done).toEqual(['apply key', 'remove key']);
  });
});

describe('values', () => {
  const source = `
    const config = new pulumi.Config();
    const account = new Account('account', { owner: 'me' });
    new Thing('kubernetes:core/v1:Secret', 'key', {
      apiVersion: 'v1', kind: 'Secret', metadata: {}, type: 'Opaque',
      stringData: { id: account.accountId, key: config.requireSecret('key'), plain: 'plain' },
    }, { additionalSecretOutputs: ['stringData'] });
    const other = new pulumi.StackReference('o/other/prod');
    export const id = account.accountId;
    export const zone = account.region;
    export const elsewhere = other.getOutput('account');
  `;
  const given = {
    secrets: { key: 'k' },
    computed: { 'cloud:index:Account': { accountId: '42', region: secretOnWire('here') } },
    otherStacks: { 'o/other/prod': { account: 'theirs' } },
  };

  test('are marked if they are secret', async () => {
    const run = await runProgram({ program: program(source), ...given });
    expect(run.errors).toEqual([]);
    const { inputs, propertyDependencies, dependencies } = resourceIn(run, 'Secret');
    expect(inputs.stringData).toEqual({ id: '42', key: { secret: 'k' }, plain: 'plain' });
    expect(propertyDependencies).toMatchObject({ stringData: ['account'], type: [] });
    expect(dependencies).toEqual(['account']);
    expect(run.outputs).toEqual({ id: '42', zone: { secret: 'here' }, elsewhere: 'theirs' });
  });

  test('known only to the provider are unknown in a preview', async () => {
    const run = await runProgram({ program: program(source), ...given, dryRun: true });
    expect(resourceIn(run, 'Secret').inputs.stringData).toMatchObject({ id: UNKNOWN, plain: 'plain' });
    expect(run.outputs).toMatchObject({ id: UNKNOWN, zone: UNKNOWN, elsewhere: 'theirs' });
  });
});

describe('options', () => {
  const source = `
    const config = new pulumi.Config();
    class Component extends pulumi.ComponentResource {
      constructor(name, opts) { super('test:index:Component', name, {}, opts); this.registerOutputs({ done: true }); }
    }
    const label = (text) => ({ props, opts }) => ({ props: { ...props, labels: [...(props.labels ?? []), text] }, opts });
    pulumi.runtime.registerResourceTransform(label('stack'));
    const name = config.require('name');
    const old = config.getBoolean('renamed') ? [{ name: 'before' }] : [];
    const parent = new Component(name, { aliases: old, transforms: [label('parent')] });
    new Thing('test:index:Thing', name + '-child', {}, { parent, transforms: [label('own')], protect: true });
  `;

  test('transforms run from the inside out', async () => {
    const run = await runProgram({ program: program(source), config: { name: 'before' } });
    expect(run.errors).toEqual([]);
    const child = resourceIn(run, 'Thing');
    expect(child).toMatchObject({ parent: 'before', options: { protect: true } });
    expect(child.inputs.labels).toEqual(['own', 'parent', 'stack']);
    expect(resourceIn(run, 'Component').outputs).toEqual({ done: true });
  });

  test('aliases of a parent reach its children', async () => {
    const file = program(source);
    const { state } = await runProgram({ program: file, config: { name: 'before' } });
    const { changes } = await runProgram({ program: file, config: { name: 'after', renamed: 'true' }, state });
    expect(changes).toEqual({ 'p-s': 'same', after: 'same', 'after-child': 'same' });
  });
});

describe('errors', () => {
  test('of a program are reported, and nothing is deleted', async () => {
    const { state } = await runProgram({ program: program(`new Thing('test:index:Thing', 'one', {});`) });
    const run = await runProgram({ program: program(`throw new Error('no way');`), state });
    expect(run.exitCode).not.toBe(0);
    expect(run.errors.join()).toContain('no way');
    expect(run.steps).toEqual([]);
    expect(run.state).toEqual(state);
  });

  test.each([
    ['an automatic name that Kubernetes refuses', `'Key/One', { metadata: {} }`, '"Key/One-'],
    ['a resource that is there already', `'one', { metadata: {} }`, 'Duplicate resource URN'],
  ])('of the engine: %s', async (_what, given, message) => {
    const type = `'kubernetes:core/v1:ConfigMap'`;
    const run = await runProgram({
      program: program(`new Thing(${type}, 'one', { metadata: { name: 'one' } }); new Thing(${type}, ${given});`),
    });
    expect(run.exitCode).not.toBe(0);
    expect(run.errors.join()).toContain(message);
  });
});
