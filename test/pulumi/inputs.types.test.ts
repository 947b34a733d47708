/** Types alone: what compiles is the promise, and `npm run typecheck` is the test. */
import type * as pulumi from '@pulumi/pulumi';
import type {
  BuildIsolation,
  CiBuildInfraProps,
  DelegateToken,
  DelegateToleration,
  HarnessDelegateProps,
  TaintEffect,
} from 'harness-constructs';
import type { ApiObject, Chart } from 'cdk8s';
import type { Cdk8sComponent, Cdk8sComponentArgs, HarnessDelegateArgs, InputsOf } from '../../lib/pulumi';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(value?: T) => value;

test('texts take Inputs at any depth, and everything else stays plain', () => {
  type Args = InputsOf<HarnessDelegateProps>;
  holds<Equal<Args['accountId'], pulumi.Input<string>>>();
  holds<Equal<Required<Args>['tags'], pulumi.Input<string>[]>>();
  holds<Equal<Required<Args>['labels'], { [key: string]: pulumi.Input<string> }>>();
  holds<Equal<Required<Args>['replicas'], number>>();
  holds<Equal<Required<Args>['unsafePlainHttp'], boolean>>();
  holds<Equal<Required<InputsOf<DelegateToleration>>['effect'], TaintEffect>>();
  holds<Equal<Required<InputsOf<DelegateToleration>>['key'], pulumi.Input<string>>>();
  holds<Equal<Required<InputsOf<CiBuildInfraProps>>['isolation'], BuildIsolation>>();
  holds<Equal<HarnessDelegateArgs['token'], DelegateToken | pulumi.Output<string>>>();
  expect(true).toBe(true);
});

test('texts beside a member of any type take Inputs as well', () => {
  type Args = InputsOf<{ text?: string; anything: any }>;
  holds<Equal<Args['text'], pulumi.Input<string> | undefined>>();
  expect(true).toBe(true);
});

test('what `build` returns has Outputs in place of texts, and constructs as they are', () => {
  const resultOf = <T>(args: Cdk8sComponentArgs<T>) => args as unknown as Cdk8sComponent<T>['result'];
  const text = () => resultOf({ build: () => 'text' });
  const nested = () => resultOf({ build: (chart: Chart) => ({ chart, urls: ['a'], ports: [80] }) });
  const object = () => resultOf({ build: (chart: Chart) => ({ chart }) as unknown as ApiObject });
  holds<Equal<ReturnType<typeof text>, pulumi.Output<string>>>();
  holds<Equal<ReturnType<typeof nested>['chart'], Chart>>();
  holds<Equal<ReturnType<typeof nested>['urls'], pulumi.Output<string>[]>>();
  holds<Equal<ReturnType<typeof nested>['ports'], number[]>>();
  const active = () => resultOf({ build: () => ({ text: 'a', on: () => 'a' }) });
  holds<ReturnType<typeof active>['text'] extends string ? true : false>();
  holds<Equal<ReturnType<typeof object>['kind'], string>>();
  expect(true).toBe(true);
});

test('code that returns a Promise does not compile', () => {
  const make = <T>(args: Cdk8sComponentArgs<T>) => args;
  // @ts-expect-error nobody waits for it
  const made = make({ build: (chart) => Promise.resolve(chart.node.id) });
  expect(typeof made.build).toBe('function');
});

test('an Output where the shape depends on it does not compile', () => {
  const output = {} as pulumi.Output<number>;
  // @ts-expect-error numbers are plain
  const replicas: Required<HarnessDelegateArgs>['replicas'] = output;
  // @ts-expect-error a plain text is no reference: it would stand in the manifest
  const token: HarnessDelegateArgs['token'] = 'token';
  // @ts-expect-error lists are plain, their texts need not be
  const tags: Required<HarnessDelegateArgs>['tags'] = {} as pulumi.Output<string[]>;
  expect([replicas, token, tags]).toHaveLength(3);
});
