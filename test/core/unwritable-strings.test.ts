/** Strings that no YAML reader returns are refused where they are passed, whatever takes them. */
import { Chart, Lazy } from 'cdk8s';
import { HarnessApp } from '../../lib/app';
import { DelegateVariable } from '../../lib/delegate';
import { CiStep, StepConnector } from '../../lib/pipeline';
import { addDelegate } from '../delegate/delegates';
import { stageOf } from '../pipeline/stages';
import { spread } from '../testkit/arbitraries/runs';
import { type StringKind, stringMembersOf } from '../testkit/nested-structs';
import { refused } from '../testkit/refused';
import type { Program } from '../testkit/struct-program';
import { NESTED, PROGRAMS, said } from '../testkit/struct-places';
import { newChart } from '../testkit/synth';

const UNWRITABLE: readonly [string, string][] = [
  ['U+0000', 'a\u0000b'],
  ['U+D800', 'a\ud800b'],
  ['U+DC00', 'a\udc00b'],
];

const VALUES: { readonly [kind in StringKind]: (text: string) => unknown } = {
  string: (text) => text,
  list: (text) => [text],
  map: (text) => ({ a: text }),
};

const PLACES: readonly (readonly [place: string, struct: string, program: Program])[] = [
  ...PROGRAMS.map(([struct, program]) => [struct, struct, program] as const),
  ...NESTED.map(([place, { struct, program }]) => [place, struct, program] as const),
];

describe('refused with the character and the property, at every level of every struct', () => {
  const places = PLACES.filter(([, struct]) => stringMembersOf(struct).length > 0);

  test('there are such places', () => {
    expect(places.length).toBeGreaterThan(80);
  });

  const all = places.flatMap(([place, struct, program]) =>
    stringMembersOf(struct).flatMap(({ member, kind }) =>
      UNWRITABLE.map(([character, text]) => [member, place, character, program, VALUES[kind](text)] as const),
    ),
  );

  test.each(spread(all, ([, place]) => place))('%s of %s with %s', (member, _place, character, program, value) => {
    const end = new RegExp(`(^|\\.)${member}(\\[0\\]|\\["a"\\])?$`);
    const details = said(() => program({ [member]: value }), end);
    expect(details?.problem).toBe(`contains ${character}, which no YAML reader accepts`);
  });
});

describe('refused with the character and the property', () => {
  const delegate = (props: object) => addDelegate(newChart(), 'Delegate', props);
  const dockerHub = StepConnector.dockerHub('account.d');
  const programs: readonly (readonly [where: string, property: string, make: (text: string) => unknown])[] = [
    ['a parameter of a factory', 'value', (text) => delegate({ env: [DelegateVariable.plain('A', text)] })],
    [
      'a parameter of a step',
      'name',
      (text) => stageOf({ steps: [CiStep.run(text, { connector: dockerHub, image: 'a:1', command: 'b' })] }),
    ],
    [
      'data of Kubernetes',
      'affinity.nodeAffinity.a[0]',
      (text) => delegate({ affinity: { nodeAffinity: { a: [text] } } }),
    ],
    ['a key in data of Kubernetes', 'affinity["…"]', (text) => delegate({ affinity: { [text]: {} } })],
    ['a key of a map', 'annotations["…"]', (text) => delegate({ annotations: { [text]: 'a' } })],
  ];

  test.each(programs)('%s', (_where, property, make) => {
    for (const [character, text] of UNWRITABLE) {
      const details = refused(() => make(text));
      expect(details.property).toContain(property);
      expect(details.problem).toBe(`contains ${character}, which no YAML reader accepts`);
      expect(details.given).toBeUndefined();
    }
  });

  test('a value that is known only at synth', () => {
    const app = new HarnessApp({ outdir: '/tmp/never-written' });
    const value = Lazy.any({ produce: () => 'a\u0000b' }) as unknown as string;
    addDelegate(new Chart(app, 'chart'), 'Delegate', { env: [DelegateVariable.plain('A', value)] });
    expect(() => app.synth()).toThrow(/^Validation failed[^]*\[chart\/Delegate\] env\[0\]\.value: contains U\+0000/);
  });
});
