/** Options of HarnessApp that cdk8s declares, and would use without a check. */
import { Lazy, NumberStringUnionResolver, YamlOutputType } from 'cdk8s';
import { HarnessApp } from '../../lib/app';
import { temporaryFolders } from './folders';

const newFolder = temporaryFolders();
const later = Lazy.any({ produce: () => 'dist' });
const OUTPUT_TYPE = 'Use a member such as YamlOutputType.FILE_PER_CHART.';
const RESOLVER = 'Pass an object with a method resolve(context).';

function errorOf(props: object): Error {
  try {
    new HarnessApp(props);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was accepted');
}

test.each<[props: object, message: string]>([
  [{ outdir: 5 }, 'outdir: got a number; expected a string. Put it in quotes.'],
  [{ outdir: null }, 'outdir: got null; expected a string. Set it.'],
  [{ outdir: later }, 'outdir: got a value known only later; expected a value known at construction.'],
  [{ outputFileExtension: false }, 'outputFileExtension: got false; expected a string. Put it in quotes.'],
  [{ yamlOutputType: 9 }, `yamlOutputType: got 9; expected a YamlOutputType. ${OUTPUT_TYPE}`],
  [{ yamlOutputType: 'FILE_PER_APP' }, `yamlOutputType: got a string; expected a YamlOutputType. ${OUTPUT_TYPE}`],
  [{ recordConstructMetadata: 'yes' }, 'recordConstructMetadata: got a string; expected true or false. Compare it'],
  [{ resolvers: {} }, 'resolvers: got an object; expected a list. Put it in brackets: [ … ].'],
  [{ resolvers: [() => 5] }, 'resolvers[0]: got a function; expected a resolver of cdk8s. Call the function.'],
  [{ resolvers: [{}] }, `resolvers[0]: got an object; expected a resolver of cdk8s. ${RESOLVER}`],
  [{ outputOwner: 5 }, 'outputOwner: got a number; expected a string. Put it in quotes.'],
  [{ quiet: 1 }, 'quiet: got a number; expected true or false. Compare it, for example: value > 0.'],
])('%j is refused, and the stack starts here', (props, message) => {
  const error = errorOf(props);
  expect(error.name).toBe('HarnessConstructsError');
  expect(error.message).toContain(message);
  expect(error.stack?.split('\n    at ')[1]).toContain(__filename);
});

test('all that is wrong is reported at once', () => {
  const { message } = errorOf({ outdir: 5, yamlOutputType: 9, resolvers: 1, recordConstructMetadata: 0 });
  expect(message.split('\n').map((line) => line.split(':')[0])).toEqual([
    'outdir',
    'yamlOutputType',
    'recordConstructMetadata',
    'resolvers',
  ]);
});

test('unknown options, wrong types and bad values are reported at once', () => {
  const wrong = {
    outDir: 'dist',
    outputOwner: ' a',
    outputFileExtension: '/../a',
    recordConstructMetadata: 0,
    quiet: 1,
  };
  const { message } = errorOf(wrong);
  expect(message.split('\n').map((line) => line.split(':')[0])).toEqual([
    'outDir',
    'quiet',
    'recordConstructMetadata',
    'outputOwner',
    'outputFileExtension',
  ]);
});

test("an app of the program's own can have options of its own", () => {
  class OwnApp extends HarnessApp {}
  expect(() => new OwnApp({ outdir: newFolder(), team: 'payments' } as never)).not.toThrow();
  expect(() => new HarnessApp({ outdir: newFolder(), team: 'payments' } as never)).toThrow('team: unknown property');
});

test.each([null, 5, 'dist', []])('%j is no set of options', (props) => {
  expect(errorOf(props as never).message).toContain('expected an object. ');
});

test('every kind of output and resolvers of cdk8s are accepted', () => {
  const types = Object.values(YamlOutputType).filter((type): type is YamlOutputType => typeof type === 'number');
  expect(types).toHaveLength(4);
  const resolvers = [new NumberStringUnionResolver()];
  types.forEach((yamlOutputType) =>
    expect(new HarnessApp({ outdir: newFolder(), yamlOutputType, resolvers }).yamlOutputType).toBe(yamlOutputType),
  );
});
