/** Objects of a component that others put beside its own: whoever comes first makes one, and it is the component's. */
import type { RegisteredObject, Registration } from './register';
import { resourceName } from './resource-names';

/** What a component has made, for others to add to. */
export class SharedObjects {
  constructor(
    /** How the component registers. */
    public readonly registration: Registration,
    /** Path of the construct whose objects these are. */
    private readonly path: string,
    private readonly registered: Map<string, RegisteredObject>,
  ) {}

  /** The path that an object has here. */
  public pathOf(id: string): string {
    return `${this.path}/${id}`;
  }

  /** The object, where somebody has made it already. */
  public find(path: string): RegisteredObject | undefined {
    return this.registered.get(this.nameOf(path));
  }

  public add(path: string, object: RegisteredObject): void {
    this.registered.set(this.nameOf(path), object);
  }

  private nameOf(path: string): string {
    return resourceName(this.registration.name, path);
  }
}
