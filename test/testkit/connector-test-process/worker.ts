/** Runs what it is told to, in a process in which Node.js itself loads the client library of Kubernetes. */
import { validateConnector } from '../../../lib/validation';
import { probeCluster } from '../../../lib/validation/cluster/cluster-probe';
import { here } from '../../../lib/validation/cluster/cluster-failure';
import type { Order } from '.';

const running = new Map<number, AbortController>();

process.on('message', (order: Order) => void obey(order));

async function obey(order: Order): Promise<void> {
  const { id } = order;
  if ('abort' in order) {
    running.get(id)?.abort(new Error(order.abort));
    return;
  }
  const controller = new AbortController();
  running.set(id, controller);
  const outcome = await run(order, controller.signal).then(
    (result) => ({ id, result }),
    (error: Error) => ({ id, error: error.message }),
  );
  process.send?.(outcome);
}

async function run(order: Exclude<Order, { abort: string }>, signal: AbortSignal): Promise<unknown> {
  const tell = (message: string) => process.send?.({ id: order.id, progress: message });
  if (order.call === 'probeCluster') {
    const surroundings = { ...here(), ...order.surroundings };
    return probeCluster(order.options, { signal, progress: tell }, surroundings);
  }
  const options = order.options;
  return validateConnector({ ...options, signal, onProgress: ({ message }) => tell(message) });
}
