/** Resolves and renders a CI stage. */
import type { Construct } from 'constructs';
import { constructProps, instance, type Kinds, own, plainCopy, PropertyChecks, someOf, wholeSeconds } from '../../core';
import {
  checkDescription,
  checkExpression,
  checkInput,
  checkTextOrExpression,
  durationText,
  IDENTIFIER,
  INPUT,
  resolveNames,
} from '../../document';
import {
  checkInheritance,
  checkSelection,
  checkSelectorsAccount,
  DelegateGeneration,
  type DelegateSelection,
  SELECTION_KINDS,
  selects,
} from '../../reference';
import type { ResolvedInfrastructure } from '../infrastructure/infrastructure-document';
import { BuildOperatingSystem } from '../infrastructure/props';
import { checkOverlayDelegate } from '../infrastructure/overlay';
import { checkMountedOnce, pathRuleOf } from '../infrastructure/volumes';
import { leavesOf } from '../steps/ci-step';
import { CI_STEP, STEP_CONNECTOR } from '../steps/kinds';
import { checkAdditionalMembers, checkReference } from '../steps/leaf-checks';
import { StepShell } from '../steps/step-options';
import { renderSteps, type ResolvedStep, resolveSteps } from '../steps/steps';
import { isRoutedTo, StageRouting } from './delegate-choice';
import type { CiStageProps } from './props';
import { checkStage } from './stage-checks';
import { resolveVariables, STAGE_VARIABLE, type StageVariable } from './stage-variable';

/** Refuses an input that Harness cannot parse, or that is set together with a plain value. */
function checkStageInputs(checks: PropertyChecks, props: CiStageProps): void {
  const inputs = props.inputs ?? {};
  const once = (name: 'cloneCodebase' | 'delegateSelectors') => {
    if (inputs[name] !== undefined && props[name] !== undefined) {
      checks.refuse(`inputs.${name}`, undefined, `no value when ${own(name)} is set`, 'Remove one of the two.');
    }
  };
  checks.apart(
    () => once('cloneCodebase'),
    () => once('delegateSelectors'),
    () => inputs.cloneCodebase && checkInput(checks, 'inputs.cloneCodebase', inputs.cloneCodebase),
    () =>
      inputs.delegateSelectors === undefined ||
      checkExpression(checks, 'inputs.delegateSelectors', inputs.delegateSelectors),
  );
}

/** Directory of the Docker daemon's socket. */
const OF_DOCKER = '/var/run';

/** Refuses paths that are already mounted. Returns the paths to write. */
function resolveSharedPaths(checks: PropertyChecks, props: CiStageProps): string[] {
  const { sharedPaths = [], infrastructure } = props;
  const ofPod = infrastructure._resolved.props;
  // Volumes and shared paths are mounted in the same containers.
  const mounted = (ofPod.volumes ?? []).map(({ mountPath }) => mountPath);
  sharedPaths.forEach((path, index) => {
    checkTextOrExpression(checks, `sharedPaths[${index}]`, path, pathRuleOf(ofPod));
    checkMountedOnce(checks, `sharedPaths[${index}]`, path, [...mounted, ...sharedPaths.slice(0, index)]);
  });
  const hasDaemon = leavesOf(props.steps).some(({ step }) => step.isDockerDaemon);
  const isSeen = [...mounted, ...sharedPaths].some((path) => isSame(path, OF_DOCKER));
  return hasDaemon && !isSeen ? [...sharedPaths, OF_DOCKER] : [...sharedPaths];
}

function isSame(path: unknown, other: string): boolean {
  return typeof path === 'string' && path.replace(/\/+$/, '') === other;
}

/** A stage with all defaults filled in and all properties checked. */
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

/** Kinds of properties shared with the stages of a farm. */
export const STAGE_KINDS: Kinds = {
  ...SELECTION_KINDS,
  CiStep: () => CI_STEP,
  KubernetesDirectInfrastructure: () =>
    instance('a KubernetesDirectInfrastructure', 'Pass the construct.', '_resolved'),
  RuntimeInput: () => INPUT,
  StageVariable: () => STAGE_VARIABLE,
  StepConnector: () => STEP_CONNECTOR,
};

const PROPS = constructProps('CiStageProps', STAGE_KINDS);

/** Resolves and checks the properties. Throws for invalid input. */
export function resolveStage(construct: Construct, given: CiStageProps): ResolvedStage {
  const checks = new PropertyChecks(construct);
  // Later changes by the program would be unchecked.
  return checks.resolved(PROPS, given, (props) => resolved(checks, props), plainCopy);
}

function resolved(checks: PropertyChecks, props: CiStageProps): ResolvedStage {
  const names = checks.part(() => resolveNames(checks, props));
  checkOwnMembers(checks, props);
  checks.part(() => {
    const { viewpoint } = props.infrastructure._resolved;
    checks.each(props.connectors, ({ reference }, index) =>
      checkReference(checks, `connectors[${index}]`, reference, viewpoint),
    );
  });
  checks.part(() => checkSelectors(checks, props));
  const steps = checks.part(() => resolveSteps(checks, props.steps, props.infrastructure._resolved.viewpoint));
  const routing = checks.part(() => resolveRouting(checks, props));
  checks.part(() => {
    const { connectors = [], infrastructure, timeout } = props;
    const facts = {
      checks,
      steps: leavesOf(props.steps),
      connectors,
      infrastructure: infrastructure._resolved,
      timeout,
    };
    checkStage({ ...facts, routing: routing.value });
  });
  const variables = checks.part(() =>
    resolveVariables(checks, props.variables ?? [], routing.value, props.infrastructure._resolved.viewpoint),
  );
  const timeoutSeconds = checks.part(() => props.timeout && wholeSeconds(checks, 'timeout', props.timeout, 10));
  const sharedPaths = checks.part(() => resolveSharedPaths(checks, props));
  return {
    props,
    ...names.value,
    routing: routing.value,
    variables: variables.value,
    timeoutSeconds: timeoutSeconds.value,
    steps: steps.value,
    sharedPaths: sharedPaths.value,
  };
}

/** Checks the members that concern neither steps nor delegates. */
function checkOwnMembers(checks: PropertyChecks, props: CiStageProps): void {
  checks.part(() => checkDescription(checks, 'description', props.description));
  checks.part(() => {
    if (props.pipelineIdentifier !== undefined) {
      checks.plainText('pipelineIdentifier', props.pipelineIdentifier, IDENTIFIER);
    }
  });
  checks.part(() => checkAdditionalMembers(checks, 'additionalMembers', props.additionalMembers ?? {}, MEMBERS));
  checks.part(() => checkAdditionalMembers(checks, 'additionalSpec', props.additionalSpec ?? {}, specMembersOf(props)));
  checks.part(() => checkStageInputs(checks, props));
}

function checkSelectors(checks: PropertyChecks, props: CiStageProps): void {
  const { delegateSelectors, infrastructure } = props;
  if (delegateSelectors !== undefined) {
    checkStageSelectors(checks, delegateSelectors, props);
  }
  if (infrastructure._resolved.overlay !== undefined) {
    const property = selects(delegateSelectors) ? 'delegateSelectors' : 'infrastructure.podSpecOverlay';
    checkOverlayDelegate(checks, property, infrastructure._resolved.props.podSpecOverlay, selectionOf(props)?.delegate);
  }
}

/** Members of a stage next to its spec that have their own property. */
const MEMBERS = ['name', 'identifier', 'description', 'type', 'delegateSelectors', 'variables', 'timeout', 'spec'];

/** Members of the spec that have their own property. `caching` is one of them only if `cacheIntelligence` is set. */
function specMembersOf({ cacheIntelligence }: CiStageProps): string[] {
  const own = ['cloneCodebase', 'sharedPaths', 'infrastructure', 'execution'];
  return cacheIntelligence === undefined ? own : [...own, 'caching'];
}

/** Returns the effective selectors: those of the stage if it selects, else those of the connector. */
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
  checkSelectorsAccount(checks, 'delegateSelectors', selectors, connector);
  if (connector.inheritsFromDelegate) {
    checkInheritance(checks, 'delegateSelectors', selectors);
  }
}

/** Derives the routing from the selected delegate, and refuses a routing that does not match it. */
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
      `a routing to the ${generation} delegate "${delegateName}"`,
      'Remove it, or select another delegate.',
    );
  }
  return routing;
}

/** Renders the stage. Members that are `undefined` are not written. */
export function renderStage(stage: ResolvedStage): object {
  const { props, name, identifier, timeoutSeconds } = stage;
  return {
    name,
    identifier,
    description: props.description,
    type: 'CI',
    delegateSelectors: props.inputs?.delegateSelectors ?? someOf(props.delegateSelectors?.tags ?? []),
    variables: someOf(stage.variables.map(renderVariable)),
    timeout: timeoutSeconds && durationText(timeoutSeconds),
    spec: renderSpec(stage),
    ...props.additionalMembers,
  };
}

function renderSpec({ props, steps, sharedPaths }: ResolvedStage): object {
  const { inputs, cloneCodebase = true, cacheIntelligence, infrastructure, additionalSpec } = props;
  return {
    cloneCodebase: inputs?.cloneCodebase === undefined ? cloneCodebase : String(inputs.cloneCodebase),
    caching: cacheIntelligence === undefined ? undefined : { enabled: cacheIntelligence },
    sharedPaths: someOf(sharedPaths),
    ...infrastructure._lateDocument(),
    execution: { steps: renderSteps(steps, shellOf(infrastructure._resolved)) },
    ...additionalSpec,
  };
}

function renderVariable({ name, _type, _value, _options }: StageVariable): object {
  const { description, required, defaultValue } = _options;
  return { name, type: _type, description, required, default: defaultValue, value: _value };
}

/** Returns the default shell. Windows images have no sh, and those of Windows Server have Windows PowerShell. */
function shellOf({ os, inputs }: ResolvedInfrastructure): StepShell {
  return os === BuildOperatingSystem.WINDOWS && inputs.os === undefined ? StepShell.POWERSHELL : StepShell.SH;
}
