/** What is in a cluster once has one resource in a program, also where a name is known late. */
import { runProgram } from '../testkit/pulumi-engine';
import { temporaryPrograms } from '../testkit/pulumi-engine/programs';

const program = temporaryPrograms();

describe('two objects of one name', () => {
  const source = (first: string, second: string) => `
    const text = (value) => harness.asString(pulumi.output(Promise.resolve(value)));
    const map = (name, metadata) => new harness.Cdk8sComponent(name, {
      build: (chart) => new ApiObject(chart, 'Map', { apiVersion: 'v1', kind: 'ConfigMap', metadata }),
    });
    map('one', ${first});
    map('other', ${second});
  `;

  test.each([
    ['the name', "{ name: 'map', namespace: 'space' }", "{ name: text('map'), namespace: 'space' }"],
    ['the namespace', "{ name: 'map', namespace: text('space') }", "{ name: 'map', namespace: 'space' }"],
  ])('are refused as soon as it is known: %s', async (_what, one, other) => {
    const run = await runProgram({ program: program(source(one, other)) });
    expect(run.exitCode).not.toBe(0);
    expect(run.printed).toMatch(/got ConfigMap "map" in namespace "space", which \[(one|other)\/Map\] already creates/);
  });

  test('are not compared by a secret name', async () => {
    const secret = "{ name: harness.asString(pulumi.secret('hid' + 'den')) }";
    const run = await runProgram({ program: program(source("{ name: 'hid' + 'den' }", secret)) });
    expect(run.exitCode).not.toBe(0);
    expect(run.printed).toContain('got ConfigMap with the same name, which [one/Map] already creates');
    expect(run.printed).not.toContain('hidden');
  });
});
