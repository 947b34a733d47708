/** Tests of types: `npm run typecheck` verifies what compiles. */
import type * as pulumi from '@pulumi/pulumi';
import type { ApiObject, Chart } from 'cdk8s';
import type { BuildIsolation } from '../../lib/build-namespace';
import type { DelegateToken, HarnessDelegateProps } from '../../lib/delegate';
import type { CiBuildInfraProps } from '../../lib/farm';
import type { InputsOf } from '../../lib/pulumi/arguments';
import type { Cdk8sComponent, Cdk8sComponentArgs } from '../../lib/pulumi/components/cdk8s-component';
import type { HarnessDelegateArgs } from '../../lib/pulumi/components/harness-delegate';
import type { DelegateToleration, TaintEffect } from '../../lib/workload';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(value?: T) => value;

test('strings accept Inputs at any depth, and everything else stays plain', () => {
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

test('strings accept Inputs next to a member of type any', () => {
  type Args = InputsOf<{ text?: string; anything: any }>;
  holds<Equal<Args['text'], pulumi.Input<string> | undefined>>();
  expect(true).toBe(true);
});

test('the result of `build` has Outputs in place of strings, and unchanged constructs', () => {
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
  // @ts-expect-error it is not awaited
  const made = make({ build: (chart) => Promise.resolve(chart.node.id) });
  expect(typeof made.build).toBe('function');
});

test('an Output that determines the shape does not compile', () => {
  const output = {} as pulumi.Output<number>;
  // @ts-expect-error numbers must be plain
  const replicas: Required<HarnessDelegateArgs>['replicas'] = output;
  // @ts-expect-error a plain string is not a reference: it would appear in the manifest
  const token: HarnessDelegateArgs['token'] = 'token';
  // @ts-expect-error lists must be plain, unlike their strings
  const tags: Required<HarnessDelegateArgs>['tags'] = {} as pulumi.Output<string[]>;
  expect([replicas, token, tags]).toHaveLength(3);
});
