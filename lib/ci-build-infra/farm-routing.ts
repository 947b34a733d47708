/** By which delegate a stage of a farm is run, and of which generation that is. */
import { DelegateSelection, selects } from '../connector';
import { DelegateGeneration, type ISelectableDelegate } from '../delegate';
import { StageRouting } from '../pipeline';
import type { PropertyChecks } from '../values';
import { fittingDelegates } from './farm-delegates';
import type { StageGround } from './stage-ground';
import type { CiFarmStageProps } from './stage-props';

/** What a stage says of it. */
type Said = Pick<CiFarmStageProps, 'delegateSelectors' | 'routing' | 'inputs'>;

/** What of it is passed on to the stage. */
export interface FarmRouting {
  readonly delegateSelectors?: DelegateSelection;
  readonly routing?: StageRouting;
}

/**
 * Tags that delegates of the farm have mean these delegates: what they can do is then known, and how the stage is routed to
 * them. Throws for a delegate that has no rights in the namespaces of the farm.
 */
export function farmRouting(
  checks: PropertyChecks,
  ground: StageGround,
  { delegateSelectors, routing, inputs }: Said,
): FarmRouting {
  if (inputs?.delegateSelectors !== undefined) {
    // Any of the farm's delegates may be named.
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

/** Where a connector does not tell which delegates it selects, they are those of the farm. */
function candidatesOf({ delegates }: StageGround, selection?: DelegateSelection): ISelectableDelegate[] {
  return selection?.delegate ? [selection.delegate] : fittingDelegates(delegates, selection?.tags ?? []);
}

/** A connector that acts as its delegate has the rights of that delegate and no others. */
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
      `the delegate "${delegate.delegateName}"`,
      `a delegate of the farm, which has rights in its namespaces: ${delegates.map((own) => own.delegateName).join(', ')}`,
      'Add it by addDelegate first, or select another.',
    );
  }
}

/** Throws where the stage may be run by either generation: it is written differently for each. */
function routingTo(checks: PropertyChecks, candidates: readonly ISelectableDelegate[]): StageRouting | undefined {
  const generations = new Set(candidates.map(({ generation }) => generation));
  if (!generations.has(DelegateGeneration.NEW)) {
    return undefined;
  }
  if (generations.size > 1) {
    checks.refuse(
      'routing',
      undefined,
      `one of the generations of the delegates that may run the stage: ${candidates.map(({ delegateName }) => delegateName).join(', ')}`,
      'Set routing, or select one delegate by delegateSelectors.',
    );
  }
  return StageRouting.STAGE_VARIABLE;
}
