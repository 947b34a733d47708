import type { Construct } from 'constructs';
import type { IBuildFarmNamespace } from '../build-namespace';
import { inWords, type PropertyChecks } from '../core';
import { type StagePodOptions, StageRouting } from '../pipeline';
import {
  DelegateGeneration,
  DelegateSelection,
  type IHarnessDelegate,
  type IKubernetesClusterConnector,
  type ISelectableDelegate,
  selects,
} from '../reference';
import { fittingDelegates } from './delegate';
import type { CiFarmStageProps } from './props';

/** The parts of a farm that its stages depend on. */
export interface StageGround {
  readonly farm: Construct;
  readonly connector: IKubernetesClusterConnector;
  readonly delegates: readonly IHarnessDelegate[];
  readonly buildNamespaces: readonly IBuildFarmNamespace[];
  /** Pod overhead not declared in any stage. */
  readonly podOptions?: StagePodOptions;
}

/** Properties of a stage that select its delegate. */
type Said = Pick<CiFarmStageProps, 'delegateSelectors' | 'routing' | 'inputs'>;

/** Resolved selection and routing. */
export interface FarmRouting {
  readonly delegateSelectors?: DelegateSelection;
  readonly routing?: StageRouting;
}

/**
 * Matches the tags of a stage with delegates of the farm, which determine capabilities and routing. Throws for a delegate
 * without rights in the namespaces of the farm.
 */
export function farmRouting(
  checks: PropertyChecks,
  ground: StageGround,
  { delegateSelectors, routing, inputs }: Said,
): FarmRouting {
  if (inputs?.delegateSelectors !== undefined) {
    // A runtime input can select any delegate of the farm.
    return definedRouting(routing ?? routingTo(checks, ground.delegates));
  }
  const isSelective = selects(delegateSelectors);
  const selection = isSelective ? delegateSelectors : ground.connector.delegates;
  checkServed(checks, ground, isSelective ? 'delegateSelectors' : 'connector', selection?.delegate);
  const candidates = candidatesOf(ground, selection);
  const [only, ...others] = candidates;
  const known =
    isSelective && only !== undefined && others.length === 0
      ? DelegateSelection.of(only, delegateSelectors.tags)
      : delegateSelectors;
  return {
    ...(known ? { delegateSelectors: known } : {}),
    ...definedRouting(routing ?? routingTo(checks, candidates)),
  };
}

function definedRouting(routing?: StageRouting): FarmRouting {
  return routing === undefined ? {} : { routing };
}

/** Delegates that can run the stage. If the selection of the connector is unknown, all delegates of the farm. */
function candidatesOf({ delegates }: StageGround, selection?: DelegateSelection): ISelectableDelegate[] {
  return selection?.delegate ? [selection.delegate] : fittingDelegates(delegates, selection?.tags ?? []);
}

/** A connector that inherits from its delegate has only the rights of that delegate. */
function checkServed(
  checks: PropertyChecks,
  { connector, delegates }: StageGround,
  property: string,
  delegate?: ISelectableDelegate,
): void {
  const isServed = delegates.some((own) => own === delegate);
  if (delegate !== undefined && !isServed && connector.inheritsFromDelegate !== false) {
    checks.refuse(
      property,
      inWords(`the delegate "${delegate.delegateName}"`),
      `a delegate with rights in the namespaces of the farm: ${delegates.map((own) => own.delegateName).join(', ')}`,
      'Add the delegate with addDelegate(…) first, or select another delegate.',
    );
  }
}

/** Throws if delegates of both generations can run the stage, because each requires different routing. */
function routingTo(checks: PropertyChecks, candidates: readonly ISelectableDelegate[]): StageRouting | undefined {
  const generations = new Set(candidates.map(({ generation }) => generation));
  if (!generations.has(DelegateGeneration.NEW)) {
    return undefined;
  }
  if (generations.size > 1) {
    checks.refuse(
      'routing',
      undefined,
      `a routing, because delegates of both generations match the stage: ${candidates.map(({ delegateName }) => delegateName).join(', ')}`,
      'Set it, or select one delegate with delegateSelectors.',
      'missing',
    );
  }
  return StageRouting.STAGE_VARIABLE;
}
