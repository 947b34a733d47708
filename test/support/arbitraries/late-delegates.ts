import { type App, Chart, Lazy } from 'cdk8s';
import { HarnessDelegate } from 'harness-constructs';
import { unresolved } from '../../../lib/values';
import { LEAST } from '../../delegate/delegates';

/** A text that is known at synth. */
export function late(value: string): string {
  return unresolved(() => value);
}

/** The same as a value of cdk8s. */
export function lazy(value: string): string {
  return Lazy.any({ produce: () => value }) as string;
}

/** Adds a delegate to the one chart of an app. */
export function addDelegateTo(app: App, props: object, id = 'Delegate'): Chart {
  const chart = (app.node.tryFindChild('test') as Chart | undefined) ?? new Chart(app, 'test');
  new HarnessDelegate(chart, id, { ...LEAST, ...props });
  return chart;
}
