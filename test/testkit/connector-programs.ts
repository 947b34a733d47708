/** Programs with resources of connectors, against the fake platform. Their arguments are a setting. */
import { FakePlatform } from './harness-platform';
import type { ProgramSetting, StackState } from './pulumi-engine';
import { temporaryPrograms } from './pulumi-engine/programs';

export const VALIDATION = `
  const args = new pulumi.Config().requireObject<any>('args');
  const late = new Account('late').accountId;
  const delegateSelectors = args.late ? [late] : args.delegateSelectors;
  const validation = new harness.ConnectorValidation('builds', { ...args, late: undefined, delegateSelectors });
  export const status = validation.status;
  export const summary = validation.summary;
`;

/** Starts a platform for the tests of a file, and stops it after them. */
export function fakePlatform(): () => FakePlatform {
  let platform: FakePlatform;
  beforeAll(async () => void (platform = await FakePlatform.start()));
  beforeEach(() => void platform.calls.splice(0));
  afterEach(() => expect(platform.offences).toEqual([]));
  afterAll(() => platform.stop());
  return () => platform;
}

/** A program that takes its arguments from a setting, with the key of the platform where it is looked for. */
export function programWithArgs(source: string): (platform: FakePlatform, args: object) => ProgramSetting {
  const program = temporaryPrograms();
  let file: string | undefined;
  return (platform, args) => {
    file ??= program(source);
    const { accountId, endpoint, apiKey } = platform;
    return {
      program: file,
      config: { args: JSON.stringify({ accountId, endpoint, unsafePlainHttp: true, ...args }) },
      environment: { HARNESS_PLATFORM_API_KEY: apiKey },
    };
  };
}

/** The only resource of a type, as the state has it. */
export function stateOf(state: StackState, type: string) {
  return [...state.values()].find((resource) => resource.type.endsWith(`:${type}`));
}

/** All of a state as text, for searches. */
export function textOf(state: StackState): string {
  return JSON.stringify([...state.values()]);
}
