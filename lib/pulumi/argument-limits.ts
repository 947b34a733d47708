/** Arguments without an end: Pulumi and this package read them at every level, and would exhaust the stack. */
import * as pulumi from '@pulumi/pulumi';
import { DEEPEST, HarnessConstructsError, isPlainObject, MOST_VALUES } from '../core';
import { isLate } from './late-outputs';

/** The levels to read. Data of a construct begins some levels below its arguments, and the construct checks it again. */
const READ = 2 * DEEPEST;

/** Whether the contents of a value are read. */
type IsRead = (value: unknown) => value is object;

/** What components read: data. They take instances of classes as they are. */
const isData: IsRead = (value): value is object => Array.isArray(value) || isPlainObject(value);

/** What Pulumi reads of the inputs of a resource: every object, except for other resources. */
export const isInput: IsRead = (value): value is object =>
  typeof value === 'object' && value !== null && !pulumi.Resource.isInstance(value);

/**
 * Refuses arguments that contain themselves, or have more levels or values than any object of Kubernetes. Outputs and
 * Promises are not looked into.
 *
 * @throws an error that names component and property
 */
export function refuseEndless(component: string, args: object, isRead: IsRead = isData): void {
  for (const [name, value] of Object.entries(args)) {
    let left = MOST_VALUES;
    const read = (inner: unknown, property: string, around: readonly unknown[]): void => {
      if (isLate(inner) || !isRead(inner)) {
        return;
      }
      if (around.includes(inner)) {
        refuse(component, property, 'data without circular references', 'Remove the circular reference.');
      }
      const within = [...around, inner];
      for (const [member, content] of Object.entries(inner)) {
        if (around.length > READ || left-- === 0) {
          const allowed = `data with at most ${READ} levels and ${MOST_VALUES} values`;
          refuse(component, name, allowed, 'Reduce the data.');
        }
        const step = Array.isArray(inner) ? `[${member}]` : `.${member}`;
        read(content, property + step, within);
      }
    };
    read(value, name, [args]);
  }
}

function refuse(constructPath: string, property: string, allowed: string, remedy: string): never {
  throw new HarnessConstructsError({ constructPath, property, allowed, remedy });
}
