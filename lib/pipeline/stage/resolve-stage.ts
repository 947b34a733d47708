import type { Construct } from 'constructs';
import { checkInheritance, checkSelection, type DelegateSelection, SELECTION, selects } from '../../connector';
import { DelegateGeneration } from '../../delegate';
import { checkDescription, IDENTIFIER, INPUT, resolveNames } from '../../document';
import {
  choice,
  constructProps,
  DURATION,
  FLAG,
  instance,
  listOf,
  PLAIN_OBJECT,
  plainCopy,
  PropertyChecks,
  required,
  type ShapesOf,
  struct,
  TEXT,
  wholeSeconds,
} from '../../values';
import { checkOverlayDelegate } from '../infrastructure/resolve';
import { checkAdditionalMembers, checkReference, type ResolvedStep, resolveSteps } from '../steps/resolve-steps';
import { CI_STEP, STEP_CONNECTOR } from '../steps/shapes';
import { leavesOf } from '../steps/step-node';
import { checkStage } from './checks';
import type { CiStageOptions, CiStageProps, StageInputs } from './ci-stage-props';
import { resolveSharedPaths } from './shared-paths';
import { checkStageInputs } from './stage-inputs';
import { resolveVariables } from './resolve-variables';
import { isRoutedTo, StageRouting } from './stage-routing';
import type { StageVariable } from './stage-variable';

/** A stage with every default filled in and every property checked. */
export interface ResolvedStage {
  readonly props: CiStageProps;
  readonly name: string;
  readonly identifier: string;
  readonly routing: StageRouting;
  readonly variables: readonly StageVariable[];
  readonly timeoutSeconds?: number;
  readonly steps: readonly ResolvedStep[];
  readonly sharedPaths: readonly string[];
}

/** Kinds of the properties that stages of a farm have as well. */
export const STAGE_OPTION_SHAPES: ShapesOf<CiStageOptions> = {
  name: required(TEXT),
  steps: required(listOf(CI_STEP)),
  identifier: TEXT,
  description: TEXT,
  pipelineIdentifier: TEXT,
  cloneCodebase: FLAG,
  cacheIntelligence: FLAG,
  sharedPaths: listOf(TEXT),
  variables: listOf(instance('a choice of StageVariable, for example StageVariable.text(…)', '_value')),
  delegateSelectors: SELECTION,
  routing: choice(StageRouting),
  timeout: DURATION,
  connectors: listOf(STEP_CONNECTOR),
  additionalMembers: PLAIN_OBJECT,
  additionalSpec: PLAIN_OBJECT,
  inputs: struct<StageInputs>({ cloneCodebase: INPUT, delegateSelectors: TEXT }),
};

const SHAPES: ShapesOf<CiStageProps> = {
  ...STAGE_OPTION_SHAPES,
  infrastructure: required(instance('a KubernetesDirectInfrastructure', '_resolved')),
};

/** Throws for bad input. */
export function resolveStage(construct: Construct, given: CiStageProps): ResolvedStage {
  const checks = new PropertyChecks(construct);
  constructProps(SHAPES)(checks, '', given);
  // What the program changes later was not checked.
  const props = plainCopy(given);
  const infrastructure = props.infrastructure._resolved;
  const { viewpoint } = infrastructure;
  const { delegateSelectors, connectors = [], timeout, additionalMembers = {}, additionalSpec = {} } = props;
  const names = resolveNames(checks, props);
  checkDescription(checks, 'description', props.description);
  if (props.pipelineIdentifier !== undefined) {
    checks.plainText('pipelineIdentifier', props.pipelineIdentifier, IDENTIFIER);
  }
  checkAdditionalMembers(checks, 'additionalMembers', additionalMembers, MEMBERS);
  checkAdditionalMembers(checks, 'additionalSpec', additionalSpec, specMembersOf(props));
  checkStageInputs(checks, props);
  connectors.forEach(({ reference }, index) => checkReference(checks, `connectors[${index}]`, reference, viewpoint));
  if (delegateSelectors !== undefined) {
    checkStageSelectors(checks, delegateSelectors, props);
  }
  if (infrastructure.overlay !== undefined) {
    const property = selects(delegateSelectors) ? 'delegateSelectors' : 'infrastructure.podSpecOverlay';
    checkOverlayDelegate(checks, property, selectionOf(props)?.delegate);
  }
  const steps = resolveSteps(checks, props.steps, viewpoint);
  const routing = resolveRouting(checks, props);
  const platform = props.infrastructure._platform;
  checkStage({ checks, steps: leavesOf(props.steps), connectors, infrastructure, routing, platform });
  return {
    props,
    ...names,
    routing,
    variables: resolveVariables(checks, props.variables ?? [], routing, viewpoint),
    timeoutSeconds: timeout && wholeSeconds(checks, 'timeout', timeout, 10),
    steps,
    sharedPaths: resolveSharedPaths(checks, props),
  };
}

/** Members of a stage beside its spec that have a property of their own. */
const MEMBERS = ['name', 'identifier', 'description', 'type', 'delegateSelectors', 'variables', 'timeout', 'spec'];

/** The same of its spec. What is cached is said in one place. */
function specMembersOf({ cacheIntelligence }: CiStageProps): string[] {
  const own = ['cloneCodebase', 'sharedPaths', 'infrastructure', 'execution'];
  return cacheIntelligence === undefined ? own : [...own, 'caching'];
}

/** The selectors that have the say: those of the stage, where it selects, else those of the connector. */
function selectionOf({ delegateSelectors, infrastructure, inputs }: CiStageProps): DelegateSelection | undefined {
  if (inputs?.delegateSelectors !== undefined) {
    return undefined;
  }
  return selects(delegateSelectors) ? delegateSelectors : infrastructure.connector.delegates;
}

function checkStageSelectors(
  checks: PropertyChecks,
  selectors: DelegateSelection,
  { infrastructure }: CiStageProps,
): void {
  const { connector, scope } = infrastructure._resolved;
  checkSelection(checks, 'delegateSelectors', selectors, scope);
  if (connector.inheritsFromDelegate) {
    checkInheritance(checks, 'delegateSelectors', selectors);
  }
}

/** The delegate that is known to run the stage decides, unless something else is said that fits it. */
function resolveRouting(checks: PropertyChecks, props: CiStageProps): StageRouting {
  const { routing } = props;
  const { generation, delegateName } = selectionOf(props)?.delegate ?? {};
  if (routing === undefined) {
    return generation === DelegateGeneration.NEW ? StageRouting.STAGE_VARIABLE : StageRouting.LEGACY_DELEGATE;
  }
  if (!isRoutedTo(routing, generation)) {
    checks.refuse(
      'routing',
      routing,
      `what fits the delegate "${delegateName}", which is of the ${generation} generation`,
      'Leave routing out, or select another delegate.',
    );
  }
  return routing;
}
