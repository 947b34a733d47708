import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { propsOf } from './props-of';

/** What cdk8s keeps of a patch, and does not declare. */
interface Patched {
  readonly patches?: ReadonlyArray<{ _toJson(): { value?: unknown } }>;
}

/** cdk8s copies what patches add by JSON, of which an Output would not come back: it goes there as a placeholder. */
export function keepLateInPatches(construct: IConstruct): void {
  const { patches = [] } = ApiObject.isApiObject(construct) ? (construct as unknown as Patched) : {};
  for (const patch of patches) {
    const operation = patch._toJson();
    if ('value' in operation) {
      operation.value = propsOf(operation.value);
    }
  }
}
