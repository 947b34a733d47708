import { ApiObject, Chart, type App } from 'cdk8s';
import { Dependencies } from './dependencies';
import { topologicalOrder } from './topological-order';

/**
 * The charts of an app and the objects in them, in the order of their dependencies. Those are resolved once, where cdk8s
 * does it again for every chart, each time for the whole app.
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

  /** Whether charts depend on each other, so that the names of their files tell the order. */
  public get chartsAreNumbered(): boolean {
    return this.dependencies.betweenCharts;
  }

  /** The objects of a chart, without those of charts nested in it, each after those it depends on. */
  public objectsOf(chart: Chart): ApiObject[] {
    return topologicalOrder(chart.node.findAll(), this.dependencies)
      .filter((construct) => ApiObject.isApiObject(construct))
      .filter((object) => Chart.of(object) === chart);
  }

  /** What `chart.toJson()` gives. A chart that has a `toJson()` of its own is asked itself. */
  public manifestsOf(chart: Chart): unknown[] {
    if (Reflect.get(chart, 'toJson') !== Reflect.get(Chart.prototype, 'toJson')) {
      return Object.values(chart.toJson());
    }
    return this.objectsOf(chart).map((object) => object.toJson() as unknown);
  }
}
