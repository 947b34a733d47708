/** What a run was, for tests to read. */
import type { Change, StackState, Step } from './deployment';
import type { Transcript } from './server';
import { nameIn, STACK_TYPE } from './urns';
import { marked } from './wire';

/** A resource as the program has registered it. Other resources stand in it by their names. */
export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  /** With secrets as `{ secret: value }` and `UNKNOWN`, each where it stands. */
  readonly inputs: any;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: { readonly [property: string]: readonly string[] };
  readonly options: {
    readonly protect?: boolean;
    readonly deleteBeforeReplace?: boolean;
    readonly ignoreChanges: readonly string[];
    readonly replaceOnChanges: readonly string[];
    readonly customTimeouts?: { readonly create: string; readonly update: string };
    readonly retainOnDelete?: boolean;
    readonly deletedWith: string;
    readonly pluginDownloadURL: string;
    /** URNs, those that follow from the parent's included. */
    readonly aliases: readonly string[];
    readonly provider: string;
    readonly version: string;
    readonly additionalSecretOutputs: readonly string[];
  };
  /** What a component has registered as its outputs. */
  readonly outputs?: any;
}

export interface Run {
  /** In the order of registration, without the stack itself. */
  readonly resources: readonly Resource[];
  /** Outputs of the stack. */
  readonly outputs: any;
  /** By the name of the resource. */
  readonly changes: { readonly [name: string]: Change };
  readonly steps: readonly Step[];
  /** Errors that the engine was told of. */
  readonly errors: readonly string[];
  /** Everything that was logged or printed, without what the SDK says to those who debug it: that has all inputs. */
  readonly printed: string;
  readonly exitCode: number;
  readonly state: StackState;
}

/** The only resource whose type ends with a word, for example a kind. */
export function resourceIn({ resources }: Run, type: string): Resource {
  const found = resources.filter((resource) => resource.type.endsWith(`:${type}`));
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type}`);
  return found[0];
}

export function reportOf({ registered, outputs }: Transcript): Pick<Run, 'resources' | 'outputs'> {
  const namesOf = (urns: readonly string[]) => urns.map(nameIn);
  const resources = registered
    .filter(({ type }) => type !== STACK_TYPE)
    .map(({ urn, type, name, parent, inputs, propertyDependencies, options, aliases }): Resource => {
      return {
        urn,
        type,
        name,
        parent: nameIn(parent),
        inputs: marked(inputs),
        dependencies: namesOf(options.getDependsOnList()),
        propertyDependencies: Object.fromEntries(
          Object.entries(propertyDependencies).map(([property, urns]) => [property, namesOf(urns)]),
        ),
        options: {
          protect: options.hasProtect() ? options.getProtect() : undefined,
          deleteBeforeReplace: options.hasDeleteBeforeReplace() ? options.getDeleteBeforeReplace() : undefined,
          ignoreChanges: options.getIgnoreChangesList(),
          replaceOnChanges: options.getReplaceOnChangesList(),
          customTimeouts: options.getCustomTimeouts()?.toObject(),
          retainOnDelete: options.hasRetainOnDelete() ? options.getRetainOnDelete() : undefined,
          deletedWith: nameIn(options.getDeletedWith()),
          pluginDownloadURL: options.getPluginDownloadUrl(),
          aliases,
          provider: nameIn(options.getProvider().split('::').slice(0, 4).join('::')),
          version: options.getVersion(),
          additionalSecretOutputs: options.getAdditionalSecretOutputsList(),
        },
        outputs: marked(outputs.get(urn)),
      };
    });
  const stack = registered.find(({ type }) => type === STACK_TYPE);
  return { resources, outputs: marked((stack && outputs.get(stack.urn)) ?? {}) };
}
