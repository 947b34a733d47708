import { BuildFarmNamespace } from '../../lib/build-namespace';
import { unresolved } from '../../lib/core';
import { HarnessScope } from '../../lib/document';
import { CiStage, type DelegateForOptions, StageRouting } from '../../lib/pipeline';
import { DelegateSelection, DockerDelegate } from '../../lib/reference';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import {
  connectorIn,
  delegateOf,
  infrastructureOf,
  LEGACY_DELEGATE,
  MAKE,
  NEW_DELEGATE,
  newConnector,
  PROJECT,
  stageOf,
} from './stages';

const stageTag = DelegateSelection.withTags(['of-stage']);
const pipelineTag = DelegateSelection.withTags(['of-pipeline']);
const connectorTag = DelegateSelection.withTags(['of-connector']);

/** Chooses the delegate for a stage with those selectors. */
function choiceOf(
  stage: DelegateSelection | undefined,
  connector: DelegateSelection | undefined,
  options?: DelegateForOptions,
) {
  const infrastructure = { connector: newConnector({ delegates: connector }) };
  return stageOf({ delegateSelectors: stage }, infrastructure).delegateFor(options);
}

describe('the delegate of a stage', () => {
  test('is selected by the stage, else the pipeline, else the connector', () => {
    covers(
      'S000.connector.delegate-executes',
      'S002.selectors.pipeline-level',
      'S002.selectors.order',
      'S002.selectors.override-connector',
      'S002.selectors.stage-wins',
      'S002.selectors.fall-back',
      'S003.verify.selectors-choose-executor',
      'S004.selectors.pipeline-level',
      'S004.selectors.order',
      'S004.selectors.override-connector',
      'S004.selectors.stage-wins',
      'S004.selectors.fall-back',
    );
    const pipeline = { pipelineSelectors: pipelineTag };
    expect(choiceOf(stageTag, connectorTag, pipeline)).toMatchObject({ source: 'stage', selectors: ['of-stage'] });
    expect(choiceOf(undefined, connectorTag, pipeline)).toMatchObject({
      source: 'pipeline',
      selectors: ['of-pipeline'],
    });
    expect(choiceOf(undefined, connectorTag)).toMatchObject({ source: 'connector', selectors: ['of-connector'] });
  });

  test('is any available one without selectors, or with selectors without tags', () => {
    const any = DelegateSelection.anyAvailable();
    for (const choice of [choiceOf(any, any, { pipelineSelectors: any }), choiceOf(undefined, any)]) {
      expect(choice).toMatchObject({ source: 'any available delegate', selectors: [] });
      expect(choice.explanation).toMatch(/^Stage "Build" is run by any available delegate\.$/m);
    }
  });

  test('is unknown if the connector is defined elsewhere and nothing else selects', () => {
    expect(choiceOf(undefined, undefined)).toMatchObject({
      source: 'a connector defined elsewhere',
      selectors: [],
    });
    expect(choiceOf(stageTag, undefined).source).toBe('stage');
    expect(choiceOf(undefined, undefined).explanation).toContain(
      'selected by its connector, which is defined elsewhere',
    );
  });

  test('is explained with its name, its tags and the source of the selectors', () => {
    const selection = DelegateSelection.of(delegateOf(newChart(), LEGACY_DELEGATE, ['linux']));
    expect(choiceOf(selection, connectorTag).explanation).toBe(
      [
        'Stage "Build" is run by the delegate "ci" with the tags ci, linux, according to the selectors of the stage.',
        'Its codebase tasks are run by any available delegate, because the feature flag CI_CODEBASE_SELECTOR is off.',
      ].join('\n'),
    );
    const flag = { codebaseSelectorFlag: true };
    expect(choiceOf(undefined, connectorTag, flag).explanation).toBe(
      [
        'Stage "Build" is run by a delegate with the tags of-connector, according to the selectors of the connector.',
        'Its codebase tasks are run by a delegate with the tags of-connector, according to the selectors of the connector.',
      ].join('\n'),
    );
  });

  test('is named only if the tags identify it: other delegates can share some of its tags', () => {
    const delegate = delegateOf(newChart(), LEGACY_DELEGATE, ['linux']);
    expect(choiceOf(DelegateSelection.of(delegate, ['linux']), connectorTag).explanation).toContain(
      'is run by a delegate with the tags linux, according to the selectors of the stage',
    );
    expect(choiceOf(DelegateSelection.of(delegate, ['ci']), connectorTag).explanation).toContain(
      'is run by the delegate "ci" with the tags ci,',
    );
  });

  test('is explained without the placeholder of an unresolved tag', () => {
    const late = unresolved(() => {
      throw new Error('not yet');
    });
    expect(choiceOf(DelegateSelection.withTags([late]), connectorTag).explanation).toContain('(known later)');
  });

  test('leaves the connector unchanged: selectors choose the delegate, not the cluster', () => {
    covers('S003.verify.selectors-keep-connectors');
    const document = stageOf({ delegateSelectors: stageTag }).toDocument() as any;
    expect(document.stage.spec.infrastructure.spec.connectorRef).toBe('account.build_cluster');
    expect(document.stage.delegateSelectors).toEqual(['of-stage']);
  });
});

test('with a selector on alpha only, alpha uses its own delegate; beta and gamma use that of the connector', () => {
  covers('S002.selectors.example', 'S004.selectors.example');
  const chart = newChart();
  const infrastructure = infrastructureOf({ connector: connectorIn(chart, { delegates: connectorTag }) }, chart);
  const sources = ['alpha', 'beta', 'gamma'].map((name) => {
    const delegateSelectors = name === 'alpha' ? stageTag : undefined;
    return new CiStage(chart, name, { name, steps: [MAKE], infrastructure, delegateSelectors }).delegateFor().selectors;
  });
  expect(sources).toEqual([['of-stage'], ['of-connector'], ['of-connector']]);
});

describe('codebase tasks', () => {
  test('ignore selectors without the flag', () => {
    covers('S002.codebase.flag', 'S002.codebase.default-off', 'S004.codebase.flag', 'S004.codebase.default-off');
    for (const options of [undefined, {}, { codebaseSelectorFlag: false }]) {
      const choice = choiceOf(stageTag, connectorTag, { ...options, pipelineSelectors: pipelineTag });
      expect(choice).toMatchObject({ codebaseSource: 'any available delegate', codebaseSelectors: [] });
    }
  });

  test('follow the pipeline, else the connector, with the flag, and never the stage', () => {
    covers('S002.codebase.flag', 'S002.codebase.order', 'S004.codebase.flag', 'S004.codebase.order');
    const codebaseSelectorFlag = true;
    expect(choiceOf(stageTag, connectorTag, { codebaseSelectorFlag, pipelineSelectors: pipelineTag })).toMatchObject({
      source: 'stage',
      codebaseSource: 'pipeline',
      codebaseSelectors: ['of-pipeline'],
    });
    expect(choiceOf(stageTag, connectorTag, { codebaseSelectorFlag })).toMatchObject({
      codebaseSource: 'connector',
      codebaseSelectors: ['of-connector'],
    });
    expect(choiceOf(stageTag, undefined, { codebaseSelectorFlag }).codebaseSource).toBe(
      'a connector defined elsewhere',
    );
  });
});

describe('selectors of a stage', () => {
  test('of a delegate have its tags, including its name', () => {
    covers('S001.tags.select-stages');
    const delegate = delegateOf(newChart(), LEGACY_DELEGATE, ['linux', 'large']);
    expect(stageOf({ delegateSelectors: DelegateSelection.of(delegate) }).delegateFor().selectors).toEqual([
      'ci',
      'linux',
      'large',
    ]);
    expect(stageOf({ delegateSelectors: DelegateSelection.of(delegate, ['large']) }).delegateFor().selectors).toEqual([
      'large',
    ]);
  });

  test.each([
    ['no tag of the delegate', DelegateSelection.of(delegateOf(newChart()), ['other']), 'delegateSelectors.tags[0]'],
    ['a tag twice', DelegateSelection.withTags(['a', 'a']), 'delegateSelectors.tags[1]'],
    ['a tag with a blank', DelegateSelection.withTags(['a b']), 'delegateSelectors.tags[0]'],
  ])('are refused for %s', (_what, delegateSelectors, property) => {
    expect(refused(() => stageOf({ delegateSelectors })).property).toBe(property);
    const options = { pipelineSelectors: delegateSelectors };
    expect(refused(() => stageOf().delegateFor(options)).property).toBe(
      property.replace('delegateSelectors', 'options.pipelineSelectors'),
    );
  });

  test('are refused for a delegate that the pipeline cannot see, if its scope is known', () => {
    const elsewhere = HarnessScope.project('eng', 'shop');
    const delegateSelectors = DelegateSelection.of(delegateOf(newChart(), undefined, [], elsewhere));
    expect(refused(() => stageOf({ delegateSelectors }, { scope: PROJECT })).property).toBe('delegateSelectors');
    // An account connector does not determine the scope of the pipeline.
    expect(() => stageOf({ delegateSelectors })).not.toThrow();
  });

  test('of a Docker delegate need a connector with a master URL and credentials', () => {
    covers('S004.selectors.docker-delegate');
    const delegateSelectors = DelegateSelection.of(DockerDelegate.fromDelegateName('docker'));
    const buildNamespace = BuildFarmNamespace.fromNamespaceName(newChart(), 'Builds', 'builds');
    const make = (inheritsFromDelegate: boolean) =>
      stageOf({ delegateSelectors }, { connector: newConnector({ inheritsFromDelegate }), buildNamespace });
    expect(refused(() => make(true))).toMatchObject({
      property: 'delegateSelectors',
      given: 'the delegate "docker" in Docker',
      remedy: expect.stringContaining('master URL') as string,
    });
    expect(make(false).delegateFor().selectors).toEqual(['docker']);
    const connector = newConnector({ inheritsFromDelegate: true });
    const options = { pipelineSelectors: delegateSelectors };
    const details = refused(() => stageOf({}, { connector, buildNamespace }).delegateFor(options));
    expect(details.property).toBe('options.pipelineSelectors');
    // The selectors of the stage take precedence.
    const own = stageOf({ delegateSelectors: stageTag }, { connector, buildNamespace });
    expect(own.delegateFor(options).selectors).toEqual(['of-stage']);
  });
});

describe('a delegate of the pipeline that does not match the routing of the stage is refused', () => {
  const ofGeneration = (version: string) => DelegateSelection.of(delegateOf(newChart(), version));
  const connector = newConnector({ delegates: connectorTag });

  test.each<[string, StageRouting | undefined, string]>([
    ['a legacy delegate, of a stage that is routed to the new one', StageRouting.STAGE_VARIABLE, LEGACY_DELEGATE],
    ['a legacy delegate, of a stage that the account routes', StageRouting.ACCOUNT_FLAG, LEGACY_DELEGATE],
    ['a new delegate, of a stage that is not routed to it', undefined, NEW_DELEGATE],
  ])('%s', (_what, routing, version) => {
    const stage = stageOf({ routing }, { connector });
    const details = refused(() => stage.delegateFor({ pipelineSelectors: ofGeneration(version) }));
    expect(details).toMatchObject({ property: 'options.pipelineSelectors', constructPath: 'test/Stage' });
    expect(details.allowed).toContain(`whose routing is "${stage.routing}"`);
    const other = version === NEW_DELEGATE ? LEGACY_DELEGATE : NEW_DELEGATE;
    expect(stage.delegateFor({ pipelineSelectors: ofGeneration(other) }).source).toBe('pipeline');
    expect(stage.delegateFor({ pipelineSelectors: pipelineTag }).source).toBe('pipeline');
  });

  test('unless the stage selects another', () => {
    const stage = stageOf({ delegateSelectors: stageTag, routing: StageRouting.STAGE_VARIABLE }, { connector });
    expect(stage.delegateFor({ pipelineSelectors: ofGeneration(LEGACY_DELEGATE) }).source).toBe('stage');
  });
});

test('delegates selected by a runtime input are unknown at synth, regardless of other selectors', () => {
  const stage = stageOf(
    { inputs: { delegateSelectors: '<+input>' } },
    { connector: newConnector({ delegates: connectorTag }) },
  );
  const choice = stage.delegateFor({ pipelineSelectors: pipelineTag });
  expect(choice).toMatchObject({ source: 'a runtime input', selectors: [] });
  expect(choice.explanation).toContain('is run by the delegates selected when the pipeline runs.');
});
