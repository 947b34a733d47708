import {
  assigned,
  parseSet,
  SetSyntaxError,
  typedValue,
  type ValuesTree,
} from '../../../lib/delegate/helm/values-tree';

/** The values after `--set` with this string, over others. */
function set(text: string, under: ValuesTree = {}, valueOf = typedValue): ValuesTree {
  return parseSet(text, valueOf).reduce((tree, assignment) => assigned(tree, assignment), under);
}

test.each<[string, object]>([
  ['a=b', { a: 'b' }],
  ['a=1,b=2', { a: 1, b: 2 }],
  ['outer.inner=x', { outer: { inner: 'x' } }],
  ['a=', { a: '' }],
  ['a=x=y', { a: 'x=y' }],
  ['a=b\\,c', { a: 'b,c' }],
  ['a=b\\\\c', { a: 'b\\c' }],
  ['nodeSelector.kubernetes\\.io/os=linux', { nodeSelector: { 'kubernetes.io/os': 'linux' } }],
  ['a={x,y}', { a: ['x', 'y'] }],
  ['a={1,true}', { a: [1, true] }],
  ['a={x\\,y,z\\}}', { a: ['x,y', 'z}'] }],
  ['a={}', { a: [] }],
  ['a={x},b=y', { a: ['x'], b: 'y' }],
  ['a[0]=x', { a: ['x'] }],
  ['a[2]=x', { a: [null, null, 'x'] }],
  ['a[0].name=A,a[0].value=1,a[1].name=B', { a: [{ name: 'A', value: 1 }, { name: 'B' }] }],
  ['a[0][1]=x', { a: [[null, 'x']] }],
  ['', {}],
])('%s', (text, values) => {
  expect(set(text)).toEqual(values);
});

test.each<[string, unknown]>([
  ['true', true],
  ['False', false],
  ['null', null],
  ['0', 0],
  ['10', 10],
  ['-5', -5],
  ['010', '010'],
  ['1.5', '1.5'],
  ['1e5', '1e5'],
  ['99999999999999999999', '99999999999999999999'],
  ['yes', 'yes'],
])('reads %s as %p, or as a string with --set-string', (word, value) => {
  expect(set(`a=${word}`)).toEqual({ a: value });
  expect(set(`a=${word}`, {}, String)).toEqual({ a: word });
});

test('overrides one value, and leaves the others', () => {
  const under = { image: { pullPolicy: 'Always' }, custom_envs: [{ name: 'A', value: '1' }] };
  expect(set('image.tag=x,custom_envs[0].value=2', under)).toEqual({
    image: { pullPolicy: 'Always', tag: 'x' },
    custom_envs: [{ name: 'A', value: 2 }],
  });
  expect(under.custom_envs[0].value).toBe('1');
});

test('treats __proto__ like any other key', () => {
  const tree = set('__proto__.polluted=true');
  expect(Object.keys(tree)).toEqual(['__proto__']);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test.each(['a', 'a,b=1', '=b', 'a.=b', '.a=b', 'a[=b', 'a[x]=b', 'a[-1]=b', 'a[999999]=b', 'a={x', 'a={x}y'])(
  'refuses %s',
  (text) => {
    expect(() => set(text)).toThrow(SetSyntaxError);
  },
);
