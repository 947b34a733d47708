import {
  type ConnectorBody,
  type ConnectorState,
  HarnessApiError,
  HarnessPlatform,
  type IHarnessPlatform,
} from '../../harness-api';
import { addressOf, idOf } from './connector-id';
import { CONNECTOR, type ConnectorInputs } from './connector-inputs';
import { isSame, merged, projected } from './connector-merge';
import { isKnown } from './input-checks';
import { platformOptions, type PlatformInputs } from './platform-inputs';
import { type Difference, plain, type ProviderMethods, withoutMembers } from './provider-methods';
import type { StackConfiguration } from './secret-sources';

/** What the platform tells beside the connector. */
const OUTPUTS = ['lastModifiedAt'];

/** The provider of `KubernetesClusterConnector`. */
export const connector = {
  check: (_configuration, _olds, news) => ({ inputs: news, failures: CONNECTOR('', withoutMembers(news)) }),
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
    // Who reads a connector by its id alone sees all of it.
    const seen = before.connector ? projected(before.connector, state.connector) : state.connector;
    const inputs = { ...withoutMembers<object>(before, ...OUTPUTS), connector: seen as ConnectorBody };
    return { id, inputs: plain(inputs), props: outsOf(inputs, state) };
  },
  delete: async (configuration, id, outs) => {
    const inputs = outs as ConnectorInputs;
    try {
      // One that is gone already is no error.
      await platformOf(inputs, configuration).deleteConnector(addressOf(id), { force: inputs.forceDelete ?? false });
    } catch (error) {
      throw isReferenced(error) && inputs.forceDelete !== true
        ? new Error(`${error.message} Or set forceDelete, run pulumi up, and delete it after that.`)
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

/** Identifier, scope, type and account can never be changed. */
function differenceOf(olds: ConnectorInputs, news: ConnectorInputs): Difference {
  const members = ['identifier', 'orgIdentifier', 'projectIdentifier', 'type'] as const;
  const replaces = [
    ...members
      .filter((name) => isKnown(news.connector, news.connector?.[name]))
      .filter((name) => !isSame(olds.connector?.[name], news.connector?.[name]))
      .map((name) => `connector.${name}`),
    ...(olds.accountId === news.accountId || !isKnown(news.accountId) ? [] : ['accountId']),
  ];
  // What was adopted once is ours.
  const left = [...OUTPUTS, 'importId'];
  const changes = replaces.length > 0 || !isSame(withoutMembers(olds, ...left), withoutMembers(news, ...left));
  // Of one identifier there cannot be two at a time.
  return { changes, replaces, deleteBeforeReplace: replaces.join() === 'connector.type' };
}

async function created(platform: IHarnessPlatform, { connector: wanted }: ConnectorInputs): Promise<ConnectorState> {
  try {
    return await platform.createConnector(wanted);
  } catch (error) {
    throw HarnessApiError.isHarnessApiError(error) && error.details.kind === 'duplicate'
      ? new Error(`${error.message} To adopt the connector that is there, set importId to ${idOf(wanted)}.`)
      : error;
  }
}

async function adopted(platform: IHarnessPlatform, inputs: ConnectorInputs): Promise<ConnectorState> {
  const id = idOf(inputs.connector);
  const current = await platform.getConnector(addressOf(id));
  if (current === undefined) {
    throw new Error(`There is no connector ${id} to adopt. Leave importId out, and it will be created.`);
  }
  if (current.connector.type !== inputs.connector.type) {
    throw new Error(
      `The connector ${id} is of the type ${current.connector.type}, which can never be changed. Choose another identifier.`,
    );
  }
  return changed(platform, {}, inputs, current);
}

/** Written only where something differs. */
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
