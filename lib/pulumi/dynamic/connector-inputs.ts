import type { ConnectorBody } from '../../harness-api';
import { isPlainObject, NOT_EMPTY } from '../../values';
import { ADDRESS, addressOf, idOf } from './connector-id';
import { type Check, FLAG, isKnown, required, struct, text } from './input-checks';
import { PLATFORM, type PlatformInputs } from './platform-inputs';

/** A connector as a resource has it. */
export interface ConnectorInputs extends PlatformInputs {
  /** The document, without the member `connector` around it. */
  readonly connector: ConnectorBody;
  readonly forceDelete?: boolean;
  readonly importId?: string;
}

const ANYTHING: Check = () => [];

/** What makes a connector another one. */
const HEAD: { readonly [name: string]: Check } = {
  ...ADDRESS,
  type: required(text(NOT_EMPTY)),
  name: required(text(NOT_EMPTY)),
};

/** The rest of a document is for the construct, which has made it, and for the platform. */
const BODY: Check = (property, value) =>
  struct({
    ...Object.fromEntries(Object.keys(isPlainObject(value) ? value : {}).map((name) => [name, ANYTHING])),
    ...HEAD,
  })(property, value);

const SHAPE = struct({
  ...PLATFORM,
  connector: required(BODY),
  forceDelete: FLAG,
  importId: text(NOT_EMPTY),
});

/** Everything that is wrong with the inputs of a connector. */
export const CONNECTOR: Check = (property, value) => {
  const failures = SHAPE(property, value);
  return failures.length > 0 ? failures : IMPORT(property, value);
};

/** What is adopted is what the document is about. */
const IMPORT: Check = (_property, value) => {
  const { importId, connector } = value as Partial<ConnectorInputs>;
  if (importId === undefined || !isPlainObject(connector)) {
    return [];
  }
  const { identifier, orgIdentifier, projectIdentifier } = connector;
  if (!isKnown(importId, identifier, orgIdentifier, projectIdentifier)) {
    return [];
  }
  try {
    const wanted = idOf(connector);
    return idOf(addressOf(importId)) === wanted
      ? []
      : [{ property: 'importId', reason: `it must be ${wanted}, as scope and identifier say. Change one of the two.` }];
  } catch (error) {
    return [{ property: 'importId', reason: (error as Error).message }];
  }
};
