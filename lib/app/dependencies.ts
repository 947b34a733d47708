import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** Constructs that come before another one, in the order in which they are looked at. */
export type Predecessors = readonly IConstruct[];

interface Dependency {
  readonly source: IConstruct;
  readonly target: IConstruct;
}

/**
 * What has to come before what in an app, by the rules of cdk8s: a chart comes after the charts in it, a chart comes
 * after the charts that something in it depends on, and a dependency between two constructs counts for all objects in
 * them.
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

  /** Everything that comes directly before a construct. Lists that several constructs share are the same array. */
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

  /** Only charts directly in a chart: cdk8s does not look for those below another construct. */
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
