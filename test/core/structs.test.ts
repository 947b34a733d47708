import { membersOf, PropertyChecks, struct, type StructName, wordsOf } from '../../lib/core';
import { isPartlyForeign, structIn } from '../../lib/core/checks/structs';
import { TABLE } from '../../lib/core/checks/structs.generated';
import { TaintEffect } from '../../lib/workload';
import { ImagePullPolicy } from '../../lib/workload';
import { refused } from '../testkit/refused';

/** A member in the notation of the table, for example `timeout?#Duration`. */
const memberOf = (name: StructName, member: string): string[] =>
  membersOf(name)
    .filter((one) => one.name === member)
    .map(({ isRequired, kind }) => `${member}${isRequired ? '!' : '?'}${kind}`);

describe('the table has members as their interface declares them', () => {
  test.each<[what: string, name: StructName, member: string]>([
    ['a string that is required', 'HarnessDelegateProps', 'accountId!s'],
    ['a flag', 'DelegateResources', 'noCpuLimit?b'],
    ['a number', 'DelegateProxy', 'port!n'],
    ['a list', 'DelegateHostAlias', 'hostnames![s'],
    ['a map', 'HarnessDelegateProps', 'nodeSelector?{s'],
    ['an object of the Kubernetes API', 'HarnessDelegateProps', 'affinity?o'],
    ['a list of them', 'HarnessDelegateProps', 'sidecars?[o'],
    ['a map of anything', 'StepOptions', 'additionalSpec?o'],
    ['an enumeration', 'HarnessDelegateProps', 'profile?#DelegateProfile'],
    ['a struct', 'HarnessDelegateProps', 'proxy?#DelegateProxy'],
    ['a list of structs', 'HarnessDelegateProps', 'tolerations?[#DelegateToleration'],
    ['an instance', 'HarnessDelegateProps', 'access!#DelegateAccess'],
    ['what another package declares', 'HarnessAppProps', 'outdir?*'],
    ['what a tag says', 'StageInfrastructureOptions', 'hostNames?[#expression'],
    ['what is inherited and declared again', 'StageToleration', 'key?#expression'],
    ['what is inherited', 'StageToleration', 'tolerationSeconds?n'],
    ['an argument of Pulumi', 'HarnessDelegateArgs', 'accountId!~s'],
    ['an argument of Pulumi that stays plain', 'HarnessDelegateArgs', 'replicas?n'],
    ['an option of validateConnector', 'ValidateConnectorOptions', 'onProgress?f'],
  ])('%s', (_what, name, member) => {
    expect(memberOf(name, /^\w+/.exec(member)![0])).toEqual([member]);
  });

  test('and no others', () => {
    expect(membersOf('DelegateHostAlias').map(({ name }) => name)).toEqual(['ip', 'hostnames']);
    expect(membersOf('SecretTokenOptions').map(({ name }) => name)).toEqual(['revision', 'reloader', 'key']);
  });

  test('with the words of enumerations in their order', () => {
    expect(wordsOf('TaintEffect')).toEqual(Object.values(TaintEffect));
    expect(wordsOf('ImagePullPolicy')).toEqual(Object.values(ImagePullPolicy));
    expect(wordsOf('ProbePolicy')).toEqual(['required', 'advisory', 'skip']);
  });
});

test('structs with members that another package declares are marked, and no others', () => {
  expect(TABLE.match(/^[\w.]+(?=\+)/gm)).toEqual(['BridgeOptions', 'HarnessAppProps', 'ResourceOptions']);
  expect(isPartlyForeign('HarnessAppProps')).toBe(true);
  expect(isPartlyForeign('HarnessDelegateProps')).toBe(false);
});

describe('the struct that a member has', () => {
  test.each([
    ['#DelegateProxy', { struct: 'DelegateProxy', isElement: false }],
    ['[#DelegateToleration', { struct: 'DelegateToleration', isElement: true }],
    ['~#StepResources', { struct: 'StepResources', isElement: false }],
    ['#DelegateProfile', undefined],
    ['#CustomCa', undefined],
    ['{s', undefined],
    ['*', undefined],
  ])('%s', (kind, struct) => {
    expect(structIn(kind)).toEqual(struct);
  });
});

test('a class without a kind is found by the first program that uses the struct', () => {
  const checks = PropertyChecks.withoutConstruct();
  expect(() => struct('ConnectorAccountProps')(checks, '', {})).toThrow('DelegateAccess');
});

test('an enumeration of the table is checked', () => {
  const check = () => struct('DelegateTopologySpread')(PropertyChecks.withoutConstruct(), 'a', SPREAD);
  expect(refused(check)).toMatchObject({ property: 'a.whenUnsatisfiable', given: '"Never"' });
});

const SPREAD = { topologyKey: 'zone', whenUnsatisfiable: 'Never' };
