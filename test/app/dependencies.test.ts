import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { HarnessApp } from '../../lib/app';
import { Dependencies } from '../../lib/app/synthesis';
import { topologicalOrder } from '../../lib/app/synthesis';
import { addChart, addConfigMap } from './apps';
import { manifestsIn, temporaryFolders } from './folders';

const newFolder = temporaryFolders();

function errorOf(action: () => void): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

/** What an error says about a cycle. */
function refusalOf(cycle: string | undefined): string {
  return `dependencies: got ${cycle}; expected dependencies without a cycle. Remove one of these dependencies.`;
}

describe('dependencies', () => {
  it.each([2, 3])('reports a cycle of %s objects as cdk8s does', (length) => {
    const message = (app: App): string => {
      const chart = new Chart(app, 'chart');
      const objects = Array.from(
        { length },
        (_, i) => new ApiObject(chart, `o${i}`, { apiVersion: 'v1', kind: 'Pod' }),
      );
      objects.forEach((object, i) => object.addDependency(objects[(i + 1) % length]));
      return errorOf(() => app.synth());
    };
    const ours = message(new HarnessApp({ outdir: newFolder() }));
    const [, cycle] = /^Dependency cycle detected: (.*)$/.exec(message(new App({ outdir: newFolder() }))) ?? [];
    expect(ours).toBe(`[chart/o0] ${refusalOf(cycle)}`);
  });

  it('names only the constructs on the cycle', () => {
    const app = new HarnessApp({ outdir: newFolder() });
    const chart = addChart(app, 'chart', 'outside', 'a', 'b');
    const [outside, a, b] = chart.apiObjects;
    outside.addDependency(a);
    a.addDependency(b);
    b.addDependency(a);
    expect(errorOf(() => app.synth())).toBe(`[chart/a] ${refusalOf('chart/a => chart/b => chart/a')}`);
  });

  it('reports a cycle between charts that comes from their objects', () => {
    const app = new HarnessApp({ outdir: newFolder() });
    const [a, b] = [addChart(app, 'a', 'x', 'y'), addChart(app, 'b', 'x', 'y')];
    a.node.findChild('x').node.addDependency(b.node.findChild('x'));
    b.node.findChild('y').node.addDependency(a.node.findChild('y'));
    expect(errorOf(() => app.synth())).toBe(`[a] ${refusalOf('a => b => a')}`);
  });

  it('reports a cycle through a group that depends on a part of itself', () => {
    const app = new HarnessApp({ outdir: newFolder() });
    const chart = new Chart(app, 'chart');
    const whole = new Construct(chart, 'whole');
    const part = new Construct(whole, 'part');
    const other = new Construct(chart, 'other');
    const [, inWhole, inOther] = [part, whole, other].map(
      (c) => new ApiObject(c, 'o', { apiVersion: 'v1', kind: 'Pod' }),
    );
    whole.node.addDependency(part);
    part.node.addDependency(other);
    inOther.addDependency(inWhole);
    expect(errorOf(() => app.synth())).toBe(
      `[chart/whole/part/o] ${refusalOf('chart/whole/part/o => chart/other/o => chart/whole/o => chart/whole/part/o')}`,
    );
  });

  it('writes a construct that depends on itself, which cdk8s loses', () => {
    const outdir = newFolder();
    const app = new HarnessApp({ outdir });
    const chart = addChart(app, 'chart', 'x');
    chart.addDependency(chart);
    addChart(app, 'other', 'y').addDependency(chart);
    app.synth();
    expect(Object.keys(manifestsIn(outdir))).toEqual(['0000-chart.k8s.yaml', '0001-other.k8s.yaml']);
  });

  it('takes linear time for layers that depend on everything below: 200 layers of 2; cdk8s doubles per layer', () => {
    const outdir = newFolder();
    const app = new HarnessApp({ outdir });
    const chart = new Chart(app, 'chart');
    let below: ApiObject[] = [];
    for (let layer = 200; layer > 0; layer--) {
      const objects = ['a', 'b'].map((id) => addConfigMap(chart, `${id}${layer}`));
      objects.forEach((object) => object.addDependency(...below));
      below = objects;
    }
    app.synth();
    const names = [...manifestsIn(outdir)['chart.k8s.yaml'].matchAll(/name: (\w+)/g)].map(([, name]) => name);
    expect(names).toHaveLength(400);
    expect(names.slice(0, 4)).toEqual(['a200', 'b200', 'a199', 'b199']);
  });

  it('visits each construct and each list once when composites depend on composites', () => {
    const app = new HarnessApp();
    const chart = new Chart(app, 'chart');
    const groups: Construct[] = [];
    for (let layer = 0; layer < 20; layer++) {
      const group = new Construct(chart, `group${layer}`);
      Array.from({ length: 30 }, (_, i) => new ApiObject(group, `o${i}`, { apiVersion: 'v1', kind: 'Pod' }));
      group.node.addDependency(...groups.slice(-2));
      groups.push(group);
    }
    const constructs = app.node.findAll();
    const dependencies = new Dependencies(constructs);
    const lists = new Set(constructs.filter((c) => ApiObject.isApiObject(c)).flatMap((c) => dependencies.before(c)));
    expect(lists.size).toBe(19);
    let walks = 0;
    for (const list of lists) {
      const iterator = () => ++walks && list.values();
      Object.defineProperty(list, Symbol.iterator, { value: iterator });
    }
    const before = jest.spyOn(dependencies, 'before');
    expect(topologicalOrder(constructs, dependencies)).toHaveLength(constructs.length);
    // Once to find the starts, and once during the walk.
    expect(before).toHaveBeenCalledTimes(2 * constructs.length);
    expect(walks).toBe(2 * lists.size);
  });

  it('follows a chain that is longer than the stack', () => {
    const app = new HarnessApp();
    const chart = new Chart(app, 'chart');
    const links = Array.from({ length: 20_000 }, (_, i) => new Construct(chart, `link${i}`));
    links.slice(1).forEach((link, i) => links[i].node.addDependency(link));
    const order = topologicalOrder(links, new Dependencies([app, chart, ...links]));
    expect(order[0]).toBe(links.at(-1));
    expect(order.at(-1)).toBe(links[0]);
  });

  it('sorts only the given constructs', () => {
    const app = new HarnessApp();
    const chart = new Chart(app, 'chart');
    const [a, b, c] = ['a', 'b', 'c'].map((id) => new Construct(chart, id));
    a.node.addDependency(b, c);
    expect(topologicalOrder([a, c], new Dependencies(app.node.findAll()))).toEqual([c, a]);
  });

  it('leaves the dependencies in the tree as the user declared them', () => {
    const app = new HarnessApp({ outdir: newFolder() });
    const [a, b] = [addChart(app, 'a', 'x'), addChart(app, 'b', 'y')];
    a.addDependency(b);
    app.synth();
    expect(a.node.findChild('x').node.dependencies).toEqual([]);
    expect(a.node.dependencies).toEqual([b]);
  });

  it('validates once, not once per chart', () => {
    const app = new HarnessApp({ outdir: newFolder() });
    const validate = jest.fn(() => []);
    ['a', 'b', 'c'].forEach((id) => addChart(app, id, 'x').node.addValidation({ validate }));
    app.synth();
    expect(validate).toHaveBeenCalledTimes(3);
  });
});
