import { BuildFarmNamespace } from '../../lib/build-namespace';
import { StageRouting, StageVariable } from '../../lib/pipeline';
import { DelegateSelection } from '../../lib/reference';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import {
  delegateOf,
  type InfrastructureProps,
  LEGACY_DELEGATE,
  NEW_DELEGATE,
  newConnector,
  stageDocument,
  stageOf,
  type StageProps,
} from './stages';

const VARIABLE = { name: 'HARNESS_CI_INTERNAL_ROUTE_TO_RUNNER', type: 'String', value: 'true' };

/** An infrastructure with a delegate of that version. */
function withDelegate(version?: string): InfrastructureProps {
  const delegates = DelegateSelection.of(delegateOf(newChart(), version));
  const buildNamespace = BuildFarmNamespace.fromNamespaceName(newChart(), 'Builds', 'builds');
  return { connector: newConnector({ delegates, inheritsFromDelegate: true }), buildNamespace };
}

describe('a stage is routed to the new delegate', () => {
  test('by a stage variable, if that delegate is known to run it', () => {
    covers('S001.flags.stage-variable-instead', 'S001.routing.stage-variable', 'S001.runner-tests.automatic');
    expect(stageOf({}, withDelegate(NEW_DELEGATE)).routing).toBe(StageRouting.STAGE_VARIABLE);
    expect(stageDocument({}, withDelegate(NEW_DELEGATE)).variables).toEqual([VARIABLE]);
  });

  test('by a stage variable, after its other variables', () => {
    const variables = [StageVariable.text('REGION', 'eu')];
    expect(stageDocument({ variables }, withDelegate(NEW_DELEGATE)).variables).toEqual([
      { name: 'REGION', type: 'String', value: 'eu' },
      VARIABLE,
    ]);
  });

  test('by a stage variable, which does not affect other stages', () => {
    covers('S001.routing.stage-only');
    expect(stageDocument({ routing: StageRouting.STAGE_VARIABLE }).variables).toEqual([VARIABLE]);
    expect(stageDocument()).not.toHaveProperty('variables');
  });

  test('by the account flag, which is not written', () => {
    const stage = stageDocument({ routing: StageRouting.ACCOUNT_FLAG }, withDelegate(NEW_DELEGATE));
    expect(stage).not.toHaveProperty('variables');
  });

  test('and the selectors of its connector still apply with the flag', () => {
    covers('S001.routing.selectors-respected');
    const stage = stageOf({ routing: StageRouting.ACCOUNT_FLAG }, withDelegate(NEW_DELEGATE));
    expect(stage.delegateFor()).toMatchObject({ source: 'connector', selectors: ['ci'] });
  });

  test('by the delegate that it selects itself, regardless of its connector', () => {
    const delegateSelectors = DelegateSelection.of(delegateOf(newChart(), NEW_DELEGATE));
    expect(stageOf({ delegateSelectors }, withDelegate(LEGACY_DELEGATE)).routing).toBe(StageRouting.STAGE_VARIABLE);
    const legacy = DelegateSelection.of(delegateOf(newChart(), LEGACY_DELEGATE));
    expect(stageOf({ delegateSelectors: legacy }, withDelegate(NEW_DELEGATE)).routing).toBe(
      StageRouting.LEGACY_DELEGATE,
    );
  });
});

test.each([
  ['a legacy delegate', LEGACY_DELEGATE],
  ['a delegate of unknown version', undefined],
])('a stage with %s is not routed to the new delegate', (_what, version) => {
  expect(stageOf({}, withDelegate(version)).routing).toBe(StageRouting.LEGACY_DELEGATE);
  expect(stageDocument({}, withDelegate(version))).not.toHaveProperty('variables');
});

describe('the routing', () => {
  test.each<[StageRouting, string]>([
    [StageRouting.LEGACY_DELEGATE, NEW_DELEGATE],
    [StageRouting.STAGE_VARIABLE, LEGACY_DELEGATE],
    [StageRouting.ACCOUNT_FLAG, LEGACY_DELEGATE],
  ])('by %s is refused with a delegate %s', (routing, version) => {
    expect(refused(() => stageOf({ routing }, withDelegate(version)))).toMatchObject({
      property: 'routing',
      given: `"${routing}"`,
      allowed: expect.stringMatching(/^a routing to the (new|legacy) delegate "ci"$/) as string,
    });
  });

  test.each(Object.values(StageRouting))('by %s is accepted with a delegate of unknown version', (routing) => {
    expect(stageOf({ routing }, withDelegate()).routing).toBe(routing);
  });

  test('must not be set with a variable of the same name', () => {
    const props: StageProps = { variables: [StageVariable.text(VARIABLE.name, 'false')] };
    expect(refused(() => stageOf(props))).toMatchObject({
      property: 'variables[0].name',
      remedy: expect.stringContaining('use routing') as string,
    });
  });
});
