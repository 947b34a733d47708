/** Values as the SDK sends them to an engine. */
import { Struct } from 'google-protobuf/google/protobuf/struct_pb';

/** These are fixed by the protocol, as the SDK's `runtime/rpc` has them. */
const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
const RESOURCE = '5cf8f73096256a8f31e491e813e4eb8e';
export const UNKNOWN_ON_WIRE = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** What is not known before an update. */
export const UNKNOWN = Symbol('unknown');

/** Properties on the wire: plain JSON, with objects that carry a signature for what JSON cannot say. */
export interface Properties {
  readonly [name: string]: any;
}

export function propertiesOf(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

export function structOf(properties: Properties): Struct {
  // What is undefined does not go over the wire, and the stubs cannot write it.
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}

export function secretOnWire(value: unknown): Properties {
  return isSecret(value) ? (value as Properties) : { [SIGNATURE]: SECRET, value };
}

/**
 * Values of a provider that knows no secrets: what stands where a secret stood is one again, as the engine sees to it.
 */
export function secretAs(like: any, value: any): any {
  if (isSecret(like)) return secretOnWire(value);
  if (typeof like !== 'object' || like === null || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((element, index) => secretAs(like[index], element));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, secretAs(like[name], member)]));
}

function isSecret(value: any): boolean {
  return value?.[SIGNATURE] === SECRET;
}

/** For tests: a secret becomes `{ secret: value }`, what is unknown `UNKNOWN`, a resource `{ resource: urn }`. */
export function marked(value: any): any {
  if (value === UNKNOWN_ON_WIRE) return UNKNOWN;
  if (isSecret(value)) return { secret: marked(value.value) };
  if (value?.[SIGNATURE] === RESOURCE) return { resource: value.urn };
  return mapped(value, marked);
}

/** The values alone, without a word on which are secret. */
export function bare(value: any): any {
  return isSecret(value) ? bare(value.value) : mapped(value, bare);
}

/** As `marked` gives it, without any secret. */
export function withoutSecrets(value: any): any {
  if (Object.keys(value ?? {}).join() === 'secret') return '(secret)';
  return mapped(value, withoutSecrets);
}

function mapped(value: any, map: (value: any) => any): any {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, map(member)]));
}
