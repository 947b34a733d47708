import { type App, Chart, Lazy } from 'cdk8s';
import { unresolved } from '../../../lib/core';
import { HarnessDelegate, type HarnessDelegateProps } from '../../../lib/delegate';
import { DelegateGeneration } from '../../../lib/reference';
import { LEAST } from '../../delegate/delegates';
import { tagOf, toldBy } from './identity';

/** A string known only at synth. */
export function late(value: string): string {
  return unresolved(() => value);
}

/** The same as a cdk8s value. */
export function lazy(value: string): string {
  return Lazy.any({ produce: () => value }) as string;
}

/** Adds a delegate to the one chart of an app. */
export function addDelegateTo(app: App, props: object, id = 'Delegate'): Chart {
  const chart = (app.node.tryFindChild('test') as Chart | undefined) ?? new Chart(app, 'test');
  new HarnessDelegate(chart, id, { ...LEAST, ...props });
  return chart;
}

/** Properties whose image does not determine the shape of the output. */
export function withGeneration(props: HarnessDelegateProps): HarnessDelegateProps {
  return { ...props, generation: props.generation ?? toldBy(tagOf(props.image) ?? '') ?? DelegateGeneration.NEW };
}
