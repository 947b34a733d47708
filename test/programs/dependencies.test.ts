import { runProgram } from '../testkit/pulumi-engine';
import { temporaryPrograms } from '../testkit/pulumi-engine/programs';

const program = temporaryPrograms();

test('dependencies become those of resources, also on everything in a construct or a chart', async () => {
  const source = `
    const map = (scope, id) =>
      new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id }, data: {} });
    new harness.Cdk8sComponent('site', {
      build: (chart) => {
        const last = map(chart, 'last');
        const inner = new (require('cdk8s').Chart)(chart, 'Inner');
        const [one, two] = [map(inner, 'one'), map(inner, 'two')];
        one.addDependency(two);
        last.node.addDependency(inner);
      },
    });
  `;
  const run = await runProgram({ program: program(source) });
  expect([run.exitCode, run.errors]).toEqual([0, []]);
  const objects = run.resources.slice(1);
  expect(objects.map(({ name, dependencies }) => [name, [...dependencies].sort()])).toEqual([
    ['site/Inner/two', []],
    ['site/Inner/one', ['site/Inner/two']],
    ['site/last', ['site/Inner/one', 'site/Inner/two']],
  ]);
  const { version } = jest.requireActual<{ version: string }>('@pulumi/kubernetes/package.json');
  expect(new Set(objects.map(({ options }) => options.version))).toEqual(new Set([version]));
});
