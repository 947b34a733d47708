import type { Construct } from 'constructs';
import { checkInheritance, checkSelection, type DelegateSelection, SELECTION, selects } from '../../connector';
import { DelegateGeneration } from '../../delegate';
import { checkDescription, checkTextOrExpression, IDENTIFIER, resolveNames } from '../../document';
import {
  choice,
  DURATION,
  FLAG,
  instance,
  listOf,
  PLAIN_OBJECT,
  PropertyChecks,
  required,
  type ShapesOf,
  constructProps,
  TEXT,
  wholeSeconds,
} from '../../values';
import { checkMountedOnce, checkOverlayDelegate, pathRuleOf } from '../infrastructure/resolve';
import { checkAdditionalMembers, checkReference, type ResolvedStep, resolveSteps } from '../steps/resolve-steps';
import { CI_STEP, STEP_CONNECTOR } from '../steps/shapes';
import { leavesOf } from '../steps/step-node';
import { checkStage } from './checks';
import type { CiStageOptions, CiStageProps } from './ci-stage-props';
import { resolveVariables } from './resolve-variables';
import { StageRouting } from './stage-routing';
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
};

const SHAPES: ShapesOf<CiStageProps> = {
  ...STAGE_OPTION_SHAPES,
  infrastructure: required(instance('a KubernetesDirectInfrastructure', '_resolved')),
};

/** Throws for bad input. */
export function resolveStage(construct: Construct, props: CiStageProps): ResolvedStage {
  const checks = new PropertyChecks(construct);
  constructProps(SHAPES)(checks, '', props);
  const infrastructure = props.infrastructure._resolved;
  const { viewpoint } = infrastructure;
  const { delegateSelectors, connectors = [], timeout, additionalMembers = {} } = props;
  const names = resolveNames(checks, props);
  checkDescription(checks, 'description', props.description);
  if (props.pipelineIdentifier !== undefined) {
    checks.plainText('pipelineIdentifier', props.pipelineIdentifier, IDENTIFIER);
  }
  checkAdditionalMembers(checks, 'additionalMembers', additionalMembers, MEMBERS);
  checkSharedPaths(checks, props);
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
  checkStage({ checks, steps: leavesOf(props.steps), connectors, infrastructure, routing });
  return {
    props,
    ...names,
    routing,
    variables: resolveVariables(checks, props.variables ?? [], routing, viewpoint),
    timeoutSeconds: timeout && wholeSeconds(checks, 'timeout', timeout, 10),
    steps,
  };
}

/** Members of a stage beside its spec that have a property of their own. */
const MEMBERS = ['name', 'identifier', 'description', 'type', 'delegateSelectors', 'variables', 'timeout', 'spec'];

/** Steps see volumes and shared paths side by side. */
function checkSharedPaths(checks: PropertyChecks, { sharedPaths = [], infrastructure }: CiStageProps): void {
  const { props } = infrastructure._resolved;
  const mounted = (props.volumes ?? []).map(({ mountPath }) => mountPath);
  sharedPaths.forEach((path, index) => {
    checkTextOrExpression(checks, `sharedPaths[${index}]`, path, pathRuleOf(props));
    checkMountedOnce(checks, `sharedPaths[${index}]`, path, [...mounted, ...sharedPaths.slice(0, index)]);
  });
}

/** The selectors that have the say: those of the stage, where it selects, else those of the connector. */
function selectionOf({ delegateSelectors, infrastructure }: CiStageProps): DelegateSelection | undefined {
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
  const isNew = generation === DelegateGeneration.NEW;
  if (routing === undefined) {
    return isNew ? StageRouting.STAGE_VARIABLE : StageRouting.LEGACY_DELEGATE;
  }
  if (generation !== undefined && isNew !== (routing !== StageRouting.LEGACY_DELEGATE)) {
    checks.refuse(
      'routing',
      routing,
      `what fits the delegate "${delegateName}", which is of the ${generation} generation`,
      'Leave routing out, or select another delegate.',
    );
  }
  return routing;
}
