import { ApiObject, type App, Chart, Names } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { HarnessConstructsError, visitingAll, type YamlDocument } from '../core';

/** Constructs that come before another one, in the order of the visit. */
export type Predecessors = readonly IConstruct[];

interface Dependency {
  readonly source: IConstruct;
  readonly target: IConstruct;
}

/**
 * The order of constructs in an app, according to cdk8s: a chart comes after the charts in it, a chart comes after the
 * charts that something in it depends on, and a dependency between two constructs applies to all objects in them.
 *
 * cdk8s writes the last rule into the tree, one edge for every pair of objects. Here all sources share one list of the
 * objects in the target, so that a chart of 1,000 objects can depend on another one without a million edges, and the
 * tree stays as the user built it.
 */
export class Dependencies {
  private readonly direct = new Map<IConstruct, Set<IConstruct>>();
  private readonly implied = new Map<IConstruct, Set<Predecessors>>();
  private readonly objects = new Map<IConstruct, ApiObject[]>();
  private chartsDependOnEachOther = false;

  /** @param constructs All constructs of an app, parents first. */
  constructor(constructs: readonly IConstruct[]) {
    constructs.forEach((construct) => this.addExplicitOnes(construct));
    constructs.forEach((construct) => this.addNestedCharts(construct));
    this.all(constructs).forEach((dependency) => this.addBetweenCharts(dependency));
    this.all(constructs).forEach((dependency) => this.addBetweenObjects(dependency));
  }

  /** Whether the order of the charts matters, so that cdk8s numbers their files. */
  public get betweenCharts(): boolean {
    return this.chartsDependOnEachOther;
  }

  /** Direct predecessors of a construct. Lists that several constructs share are the same array. */
  public before(construct: IConstruct): Predecessors[] {
    const direct = this.direct.get(construct);
    const implied = this.implied.get(construct) ?? [];
    return direct ? [[...direct], ...implied] : [...implied];
  }

  private addExplicitOnes(construct: IConstruct): void {
    const targets = construct.node.dependencies;
    if (targets.length > 0) {
      this.direct.set(construct, new Set(targets));
    }
  }

  /** Only charts directly in a chart: cdk8s does not look for charts below another construct. */
  private addNestedCharts(construct: IConstruct): void {
    if (Chart.isChart(construct)) {
      construct.node.children.filter((child) => Chart.isChart(child)).forEach((child) => this.order(construct, child));
    }
  }

  private addBetweenCharts({ source, target }: Dependency): void {
    const [dependent, dependedOn] = [Chart.of(source), Chart.of(target)];
    if (dependent !== dependedOn) {
      this.order(dependent, dependedOn);
    }
  }

  private addBetweenObjects({ source, target }: Dependency): void {
    const before = this.objectsOf(target);
    for (const object of this.objectsOf(source)) {
      addTo(this.implied, object, before);
    }
  }

  private order(dependent: Chart, dependedOn: Chart): void {
    addTo(this.direct, dependent, dependedOn);
    this.chartsDependOnEachOther = true;
  }

  private all(constructs: readonly IConstruct[]): Dependency[] {
    return constructs.flatMap((source) => [...(this.direct.get(source) ?? [])].map((target) => ({ source, target })));
  }

  /** The objects in a construct that belong to the same chart as the construct itself. */
  private objectsOf(construct: IConstruct): Predecessors {
    let objects = this.objects.get(construct);
    if (!objects) {
      const chart = Chart.of(construct);
      objects = construct.node
        .findAll()
        .filter((c) => ApiObject.isApiObject(c) && Chart.of(c) === chart) as ApiObject[];
      this.objects.set(construct, objects);
    }
    return objects;
  }
}

function addTo<Value>(map: Map<IConstruct, Set<Value>>, key: IConstruct, value: Value): void {
  const values = map.get(key);
  if (values) {
    values.add(value);
  } else {
    map.set(key, new Set([value]));
  }
}

/**
 * Sorts constructs so that each comes after those it depends on, in the order of cdk8s: depth first from the constructs
 * that nothing depends on, in tree order. Dependencies on constructs outside the list are ignored.
 *
 * Every construct and every shared list is walked once, where cdk8s walks every path. A cycle is refused.
 */
export function topologicalOrder(constructs: readonly IConstruct[], dependencies: Dependencies): IConstruct[] {
  const neighbors = new Neighbors(constructs, dependencies);
  const dependedOn = new Set(constructs.flatMap((construct) => [...neighbors.before(construct)]));
  const starts = inOrderOfPaths(constructs).filter((construct) => !dependedOn.has(construct));
  neighbors.forgetWalks();

  const finished = new Set<IConstruct>();
  // A construct that the starts do not reach depends on a cycle: a walk from it finds the cycle.
  for (const construct of [...starts, ...constructs]) {
    walk(construct, neighbors, finished);
  }
  return [...finished];
}

/**
 * cdk8s keeps the constructs in an object with their paths as keys, and objects list integer keys first: a chart with
 * the id "1" overtakes those before it.
 */
function inOrderOfPaths(constructs: readonly IConstruct[]): IConstruct[] {
  return Object.values(Object.fromEntries(constructs.map((construct) => [construct.node.path, construct])));
}

interface Step {
  readonly construct: IConstruct;
  readonly before: Iterator<IConstruct>;
}

/** Visits a construct after everything before it. No recursion: a chain of dependencies may be longer than the stack. */
function walk(start: IConstruct, neighbors: Neighbors, finished: Set<IConstruct>): void {
  const steps: Step[] = [];
  const entered = new Set<IConstruct>();
  const enter = (construct: IConstruct): void => {
    if (entered.has(construct)) {
      const path = [...entered];
      throw cycle([...path.slice(path.indexOf(construct)), construct]);
    }
    if (!finished.has(construct)) {
      entered.add(construct);
      steps.push({ construct, before: neighbors.before(construct) });
    }
  };
  enter(start);
  for (let step = steps.at(-1); step; step = steps.at(-1)) {
    const next = step.before.next();
    if (next.done) {
      finished.add(step.construct);
      entered.delete(step.construct);
      steps.pop();
    } else {
      enter(next.value);
    }
  }
}

function cycle(constructs: readonly IConstruct[]): Error {
  return new HarnessConstructsError({
    constructPath: constructs[0].node.path,
    property: 'dependencies',
    given: constructs.map(({ node }) => node.path).join(' => '),
    allowed: 'dependencies without a cycle',
    remedy: 'Remove one of these dependencies.',
  });
}

/** The dependencies within a list of constructs. */
class Neighbors {
  private readonly known: Set<IConstruct>;
  private readonly walked = new Set<Predecessors>();

  constructor(
    constructs: readonly IConstruct[],
    private readonly dependencies: Dependencies,
  ) {
    this.known = new Set(constructs);
  }

  /**
   * The constructs directly before a construct, except for lists that another construct has already walked to the end.
   *
   * A construct that depends on itself, directly or as part of a group, does not wait for itself. It has then not walked
   * the whole list, so other constructs still walk it.
   */
  public *before(construct: IConstruct): Generator<IConstruct> {
    for (const list of this.dependencies.before(construct)) {
      if (this.walked.has(list)) {
        continue;
      }
      for (const other of list) {
        if (other !== construct && this.known.has(other)) {
          yield other;
        }
      }
      if (!list.includes(construct)) {
        this.walked.add(list);
      }
    }
  }

  public forgetWalks(): void {
    this.walked.clear();
  }
}

/**
 * The charts of an app and the objects in them, in the order of their dependencies. Dependencies are resolved once;
 * cdk8s resolves those of the whole app again for every chart.
 */
export class Synthesis {
  /** All charts of the app, each after those it depends on. */
  public readonly charts: readonly Chart[];
  private readonly dependencies: Dependencies;

  constructor(app: App) {
    const constructs = app.node.findAll();
    this.dependencies = new Dependencies(constructs);
    this.charts = topologicalOrder(constructs, this.dependencies).filter((construct) => Chart.isChart(construct));
  }

  /** Whether charts depend on each other, so that the names of their files carry the order. */
  public get chartsAreNumbered(): boolean {
    return this.dependencies.betweenCharts;
  }

  /** The objects of a chart, without those of charts nested in it, each after those it depends on. */
  public objectsOf(chart: Chart): ApiObject[] {
    return topologicalOrder(chart.node.findAll(), this.dependencies)
      .filter((construct) => ApiObject.isApiObject(construct))
      .filter((object) => Chart.of(object) === chart);
  }

  /** The result of `chart.toJson()`. A chart that overrides `toJson()` is called itself. */
  public manifestsOf(chart: Chart): YamlDocument[] {
    if (Reflect.get(chart, 'toJson') !== Reflect.get(Chart.prototype, 'toJson')) {
      const { path } = chart.node;
      const contents = visitingAll(path, () => Object.values(chart.toJson()) as unknown[]);
      return contents.map((content) => ({ constructPath: path, content }));
    }
    return this.objectsOf(chart).map(manifestOf);
  }
}

/** The manifest of an object, and where it is in the tree. */
export function manifestOf(object: ApiObject): YamlDocument {
  const { path } = object.node;
  return { constructPath: path, content: visitingAll(path, () => object.toJson() as unknown) };
}

/** The file or folder of a chart, as cdk8s names it. */
export function chartName(synthesis: Synthesis, chart: Chart, index: number): string {
  const name = Names.toDnsLabel(chart);
  return synthesis.chartsAreNumbered ? `${String(index).padStart(4, '0')}-${name}` : name;
}
