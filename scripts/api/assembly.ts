/** The public types of the main entry, from the jsii assembly. */
import {
  type Assembly,
  type ClassType,
  type InterfaceType,
  isClassType,
  isClassOrInterfaceType,
  isInterfaceType,
  loadAssemblyFromPath,
  type Property,
  type Type,
} from '@jsii/spec';

export type PublicType = Type;

/** An interface that contains only data. */
export type Struct = InterfaceType & { readonly datatype: true };

const CONSTRUCT_BASES = ['constructs.Construct', 'cdk8s.App'];

/** Reads the assembly that the compiler writes to the root of the project. */
export function readAssembly(): Assembly {
  return loadAssemblyFromPath('.');
}

/** By name. */
export function publicTypes({ types = {} }: Assembly): Map<string, PublicType> {
  return new Map(Object.values(types).map((type) => [type.name, type]));
}

/** The name of a type of this assembly; `undefined` for those of other packages. */
export function ownName(fqn: string): string | undefined {
  const [assembly, name] = fqn.split('.');
  return assembly === 'harness-constructs' ? name : undefined;
}

export function isStruct(type: PublicType): type is Struct {
  return isInterfaceType(type) && type.datatype === true;
}

export function isConstruct(type: PublicType, types: ReadonlyMap<string, PublicType>): boolean {
  if (!isClassType(type) || type.base === undefined) {
    return false;
  }
  const base = types.get(ownName(type.base) ?? '');
  return base === undefined ? CONSTRUCT_BASES.includes(type.base) : isConstruct(base, types);
}

/** Names of the types of this assembly that the members and bases of a type refer to. */
export function namedTypes(type: PublicType): Set<string> {
  const parts = isClassOrInterfaceType(type)
    ? [type.properties, type.methods, type.interfaces, isClassType(type) ? [type.base, type.initializer] : []]
    : [];
  const quoted = JSON.stringify(parts).matchAll(/"harness-constructs\.(\w+)"/g);
  const names = new Set([...quoted].map(([, name]) => name));
  names.delete(type.name);
  return names;
}

/** In the order of the source; required properties come first. */
export function propertiesOf(type: ClassType | InterfaceType): Property[] {
  const line = ({ locationInModule }: Property): number => locationInModule?.line ?? 0;
  const rank = (property: Property): number => (isStruct(type) && property.optional !== true ? 0 : 1);
  return [...(type.properties ?? [])].sort((one, other) => rank(one) - rank(other) || line(one) - line(other));
}
