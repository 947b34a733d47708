import { isPlainObject, NOT_EMPTY, PropertyChecks } from '../../core';
import {
  type ConnectorBody,
  type ConnectorState,
  HarnessApiError,
  HarnessPlatform,
  type IHarnessPlatform,
} from '../../harness-api';
import { type Check, closed, failuresOf, isKnown, required, shaped, struct, text } from './input-checks';
import { type Difference, isSame, plain, type ProviderMethods, withoutMembers } from './provider-methods';
import {
  ADDRESS_MEMBERS,
  addressOf,
  CONNECTOR_RESOURCE,
  encrypted,
  idOf,
  type PlatformInputs,
  platformOptions,
  type StackConfiguration,
} from './resource-inputs';

/** Inputs of a connector resource. */
export interface ConnectorInputs extends PlatformInputs {
  /** The document, without the member `connector` around it. */
  readonly connector: ConnectorBody;
  readonly forceDelete?: boolean;
  readonly importId?: string;
}

const ANYTHING: Check = () => [];

/** Checks of the members that every connector must have. */
const HEAD: { readonly [name: string]: Check } = {
  ...ADDRESS_MEMBERS,
  type: required(text(NOT_EMPTY)),
  name: required(text(NOT_EMPTY)),
};

/** Accepts any other member: the construct that made the document and the platform validate the rest. */
const BODY: Check = (property, value) =>
  closed({
    ...Object.fromEntries(Object.keys(isPlainObject(value) ? value : {}).map((name) => [name, ANYTHING])),
    ...HEAD,
  })(property, value);

const SHAPE = encrypted(struct('ConnectorInputs', { ...CONNECTOR_RESOURCE, connector: BODY }));

/** Checks the inputs of a connector. */
const CONNECTOR: Check = (property, value) => {
  const failures = SHAPE(property, value);
  return failures.length > 0 ? failures : IMPORT(property, value);
};

/** Checks that `importId` identifies the connector of the document. */
const IMPORT = shaped((checks, _property, value) => {
  const { importId, connector } = value as Partial<ConnectorInputs>;
  if (importId === undefined || !isPlainObject(connector)) {
    return;
  }
  const { identifier, orgIdentifier, projectIdentifier } = connector;
  if (isKnown(importId, identifier, orgIdentifier, projectIdentifier)) {
    const wanted = idOf(connector);
    if (idOf(addressOf(importId, 'importId')) !== wanted) {
      const allowed = `"${wanted}", the scope and identifier of this connector`;
      checks.refuse('importId', importId, allowed, 'Change one of the two.');
    }
  }
});

/** Outputs in addition to the connector. */
const OUTPUTS = ['lastModifiedAt'];

/** The provider of `KubernetesClusterConnector`. */
export const connector = {
  check: (_configuration, _olds, news) => ({ inputs: news, failures: failuresOf(CONNECTOR, withoutMembers(news)) }),
  diff: (_configuration, _id, olds, news) => differenceOf(olds as ConnectorInputs, news as ConnectorInputs),
  create: async (configuration, news) => {
    const inputs = news as ConnectorInputs;
    const platform = platformOf(inputs, configuration);
    const state = inputs.importId === undefined ? await created(platform, inputs) : await adopted(platform, inputs);
    return { id: idOf(inputs.connector), outs: outsOf(inputs, state) };
  },
  update: async (configuration, id, olds, news) => {
    const inputs = news as ConnectorInputs;
    const platform = platformOf(inputs, configuration);
    const current = await platform.getConnector(addressOf(id));
    const said = (olds as ConnectorInputs).connector;
    const state = current ? await changed(platform, said, inputs, current) : await created(platform, inputs);
    return { outs: outsOf(inputs, state) };
  },
  read: async (configuration, id, outs) => {
    const before = outs as Partial<ConnectorInputs> & PlatformInputs;
    const state = await platformOf(before, configuration).getConnector(addressOf(id));
    if (state === undefined) {
      return { id: '' };
    }
    // Reading a connector by its id alone returns the whole document.
    const seen = before.connector ? projected(before.connector, state.connector) : state.connector;
    const inputs = { ...withoutMembers<object>(before, ...OUTPUTS), connector: seen as ConnectorBody };
    return { id, inputs: plain(inputs), props: outsOf(inputs, state) };
  },
  delete: async (configuration, id, outs) => {
    const inputs = outs as ConnectorInputs;
    try {
      // Deleting a connector that no longer exists succeeds.
      await platformOf(inputs, configuration).deleteConnector(addressOf(id), { force: inputs.forceDelete ?? false });
    } catch (error) {
      throw isReferenced(error) && inputs.forceDelete !== true
        ? error.withRemedy('Remove the references, or set forceDelete, run pulumi up, and then delete the connector.')
        : error;
    }
  },
} satisfies ProviderMethods;

function platformOf(inputs: PlatformInputs, configuration: StackConfiguration): IHarnessPlatform {
  return new HarnessPlatform(platformOptions(inputs, configuration));
}

function outsOf(inputs: object, { lastModifiedAt }: ConnectorState): object {
  return plain({ ...inputs, lastModifiedAt });
}

/** Compares inputs. The identifier, scope, type and account of a connector are immutable. */
function differenceOf(olds: ConnectorInputs, news: ConnectorInputs): Difference {
  const members = ['identifier', 'orgIdentifier', 'projectIdentifier', 'type'] as const;
  const replaces = [
    ...members
      .filter((name) => isKnown(news.connector, news.connector?.[name]))
      .filter((name) => !isSame(olds.connector?.[name], news.connector?.[name]))
      .map((name) => `connector.${name}`),
    ...(olds.accountId === news.accountId || !isKnown(news.accountId) ? [] : ['accountId']),
  ];
  // After adoption, importId has no effect.
  const left = [...OUTPUTS, 'importId'];
  const changes = replaces.length > 0 || !isSame(withoutMembers(olds, ...left), withoutMembers(news, ...left));
  // Two connectors cannot use the same identifier at the same time.
  return { changes, replaces, deleteBeforeReplace: replaces.join() === 'connector.type' };
}

async function created(platform: IHarnessPlatform, { connector: wanted }: ConnectorInputs): Promise<ConnectorState> {
  try {
    return await platform.createConnector(wanted);
  } catch (error) {
    throw HarnessApiError.isHarnessApiError(error) && error.details.kind === 'duplicate'
      ? error.withRemedy(
          `Use another identifier, or set importId to "${idOf(wanted)}" to adopt the existing connector.`,
        )
      : error;
  }
}

async function adopted(platform: IHarnessPlatform, inputs: ConnectorInputs): Promise<ConnectorState> {
  const id = idOf(inputs.connector);
  const current = await platform.getConnector(addressOf(id));
  if (current === undefined) {
    refuse(
      'importId',
      id,
      'an existing connector',
      'Remove it to create the connector.',
      'the connector does not exist',
    );
  }
  if (current.connector.type !== inputs.connector.type) {
    const allowed = `"${current.connector.type}", the type of the existing connector, which cannot be changed`;
    refuse('connector.type', inputs.connector.type, allowed, 'Use another identifier.');
  }
  return changed(platform, {}, inputs, current);
}

function refuse(...parts: Parameters<PropertyChecks['refuse']>): never {
  return PropertyChecks.withoutConstruct().refuse(...parts);
}

/** Updates the connector if something differs. */
async function changed(
  platform: IHarnessPlatform,
  said: object,
  { connector: wanted }: ConnectorInputs,
  current: ConnectorState,
): Promise<ConnectorState> {
  const next = merged(said, wanted, current.connector) as ConnectorBody;
  return isSame(next, current.connector) ? current : platform.updateConnector(next);
}

function isReferenced(error: unknown): error is HarnessApiError {
  return HarnessApiError.isHarnessApiError(error) && /referenced by other entit/i.test(JSON.stringify(error.details));
}

/*
 * Merges connector documents: `said` is the previous document, `wanted` the new one, and `current` the state on the
 * platform. All are plain JSON.
 */

/**
 * Returns the document to send: the new document, plus everything on the platform that was not in the previous
 * document, at any depth. A `spec` belongs to the `type` next to it: if the type changes, the current `spec` is
 * dropped.
 */
export function merged(said: unknown, wanted: unknown, current: unknown): unknown {
  if (!isPlainObject(wanted) || !isPlainObject(current)) {
    return isSame(wanted, current) ? current : wanted;
  }
  const before = isPlainObject(said) ? said : {};
  const kept = hasOtherType(wanted, current) ? without(current, 'spec') : current;
  const result = new Map(Object.entries(kept));
  for (const name of Object.keys(before).filter((known) => !(known in wanted))) {
    const rest = isPlainObject(kept[name]) ? merged(before[name], {}, kept[name]) : undefined;
    if (rest === undefined || isSame(rest, {})) {
      result.delete(name);
    } else {
      result.set(name, rest);
    }
  }
  for (const [name, value] of Object.entries(wanted)) {
    result.set(name, merged(before[name], value, kept[name]));
  }
  return Object.fromEntries(result);
}

/** Returns the platform's state of the fields in the document. A missing field is not drift if its value is empty. */
export function projected(document: unknown, current: unknown): unknown {
  if (!isPlainObject(document) || !isPlainObject(current)) {
    return isSame(document, current) ? document : current;
  }
  const members = Object.entries(document).flatMap(([name, value]): [string, unknown][] => {
    const actual = current[name];
    if (actual === undefined || actual === null) {
      return saysNothing(value) ? [[name, value]] : [];
    }
    return [[name, projected(value, actual)]];
  });
  return Object.fromEntries(members);
}

function hasOtherType(wanted: { readonly type?: unknown }, current: { readonly type?: unknown }): boolean {
  return wanted.type !== undefined && current.type !== undefined && wanted.type !== current.type;
}

function without(object: { readonly [name: string]: unknown }, name: string): { readonly [name: string]: unknown } {
  return Object.fromEntries(Object.entries(object).filter(([member]) => member !== name));
}

function saysNothing(value: unknown): boolean {
  return value === '' || value === false || isSame(value, []) || isSame(value, {});
}
