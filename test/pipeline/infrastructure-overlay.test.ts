import { parse } from 'yaml';
import { LabelOperator, type StageTopologySpread } from '../../lib/pipeline';
import { DelegateSelection } from '../../lib/reference';
import { UnsatisfiableConstraint } from '../../lib/workload';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import {
  connectorIn,
  delegateOf,
  infrastructureOf,
  LEGACY_DELEGATE,
  NEW_DELEGATE,
  newConnector,
  specOf,
  stageOf,
} from './stages';

describe('the overlay', () => {
  const labeled: StageTopologySpread = { topologyKey: 'zone', matchLabels: { app: 'x' } };

  test('of the documented example is the documented block scalar', () => {
    covers(
      'S004.overlay.pod-spec-overlay',
      'S004.overlay.topology-spread-only',
      'S004.overlay.yaml-only',
      'S004.overlay.block-string',
      'S004.overlay.example',
    );
    const infrastructure = infrastructureOf({
      podSpecOverlay: {
        topologySpreadConstraints: [
          {
            maxSkew: 3,
            minDomains: 2,
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: UnsatisfiableConstraint.DO_NOT_SCHEDULE,
            matchExpressions: [
              { key: 'app', operator: LabelOperator.IN, values: ['my-app', 'anotherapp'] },
              { key: 'tier', operator: LabelOperator.NOT_IN, values: ['frontend', 'backend', 'full-stack'] },
            ],
          },
        ],
      },
    });
    expect(infrastructure.toYaml()).toContain(`
    podSpecOverlay: |-
      topologySpreadConstraints:
        - maxSkew: 3
          minDomains: 2
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector:
            matchExpressions:
              - key: app
                operator: In
                values:
                  - my-app
                  - anotherapp
              - key: tier
                operator: NotIn
                values:
                  - frontend
                  - backend
                  - full-stack
`);
  });

  test('is nested under spec with the feature flag of the account', () => {
    const topologySpreadConstraints = [labeled];
    const given = { topologySpreadConstraints, overlayYamlFlag: true };
    const spec = parse(specOf({ podSpecOverlay: given }).podSpecOverlay as string) as { spec: object };
    expect(spec).toEqual({ spec: parse(specOf({ podSpecOverlay: { topologySpreadConstraints } }).podSpecOverlay) });
  });

  test('can be an expression, which the new delegate refuses like any other overlay', () => {
    const inputs = { podSpecOverlay: '<+input>' };
    expect(specOf({ inputs }).podSpecOverlay).toBe('<+input>');
    expect(() => stageOf({}, { inputs })).not.toThrow();
    const delegateSelectors = DelegateSelection.of(delegateOf(newChart(), NEW_DELEGATE));
    expect(refused(() => stageOf({ delegateSelectors }, { inputs })).property).toBe('delegateSelectors');
  });

  test('has the defaults of a spread that never prevents a pod from starting', () => {
    const spec = specOf({ podSpecOverlay: { topologySpreadConstraints: [labeled] } });
    expect(parse(spec.podSpecOverlay as string)).toEqual({
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'zone',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: { app: 'x' } },
        },
      ],
    });
  });

  test.each([
    ['24.09.83899', false],
    ['24.08.99999', false],
    ['23.12.99999', false],
    ['24.09.83900', true],
    ['24.10.10000', true],
    [LEGACY_DELEGATE, true],
    [NEW_DELEGATE, false],
    [undefined, true],
  ])('with a delegate of version %s: %s', (version, isTaken) => {
    covers('S004.overlay.delegate-version');
    const make = () => {
      const chart = newChart();
      const connector = connectorIn(chart, { delegates: DelegateSelection.of(delegateOf(chart, version)) });
      return infrastructureOf({ connector, podSpecOverlay: { topologySpreadConstraints: [labeled] } }, chart);
    };
    if (isTaken) {
      expect(make().toYaml()).toContain('podSpecOverlay: |-');
      expect(make().node.validate()).toEqual([]);
      return expect(() => stageOf({ infrastructure: make() })).not.toThrow();
    }
    // Without a stage it is checked at the end of synth: a stage can select another delegate.
    expect(make().node.validate()).toEqual([expect.stringMatching(/^podSpecOverlay: .*24\.09\.83900 or later/)]);
    const details = refused(() => stageOf({ infrastructure: make() }));
    expect(details.property).toBe('infrastructure.podSpecOverlay');
    expect(details.given).toContain(version);
    expect(details.allowed).toContain('24.09.83900 or later');
  });

  test.each([NEW_DELEGATE, '23.12.99999'])(
    'with a connector by a delegate %s is taken in a stage that selects a legacy delegate',
    (version) => {
      const chart = newChart();
      const connector = connectorIn(chart, { delegates: DelegateSelection.of(delegateOf(chart, version)) });
      const infrastructure = infrastructureOf(
        { connector, podSpecOverlay: { topologySpreadConstraints: [labeled] } },
        chart,
      );
      const delegateSelectors = DelegateSelection.of(delegateOf(newChart(), '24.11.84306'));
      expect(() => stageOf({ infrastructure, delegateSelectors })).not.toThrow();
      expect(infrastructure.node.validate()).toEqual([]);
      // Selecting any delegate is not a selection: the connector's selectors apply.
      const any = () => stageOf({ infrastructure, delegateSelectors: DelegateSelection.anyAvailable() });
      expect(refused(any).property).toBe('infrastructure.podSpecOverlay');
    },
  );

  test.each(['24.09.83899', NEW_DELEGATE])('of a stage that selects a delegate %s is refused', (version) => {
    covers('S004.overlay.delegate-version');
    const delegateSelectors = DelegateSelection.of(delegateOf(newChart(), version));
    const podSpecOverlay = { topologySpreadConstraints: [labeled] };
    expect(refused(() => stageOf({ delegateSelectors }, { podSpecOverlay })).property).toBe('delegateSelectors');
    expect(() => stageOf({ delegateSelectors })).not.toThrow();
  });

  test('is accepted if nothing is known about the delegates', () => {
    const connector = newConnector({ delegates: DelegateSelection.withTags(['ci']) });
    expect(() => specOf({ connector, podSpecOverlay: { topologySpreadConstraints: [labeled] } })).not.toThrow();
  });
});
