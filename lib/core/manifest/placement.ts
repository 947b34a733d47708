/** Checks where a construct is created, before constructs or cdk8s throw an error of their own. */
import { Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { inWords } from '../wording';
import { kind } from '../checks/kinds';
import { PropertyChecks } from '../checks/property-checks';
import { Together } from '../checks/together';
import { kindOf, shownKind } from '../checks/wrong-kind';
import { HarnessConstructsError } from '../errors';

const ID = kind('a string', (value) => typeof value === 'string', {
  number: 'Put it in quotes.',
  otherwise: 'Name the construct.',
});

const IN_CHART = 'a Chart or a construct within one';

/** The scope, if it can have a construct with this id. For `super(placed(scope, id), id)`. */
export function placed(scope: Construct, id: string): Construct {
  return placedAs('a construct', scope, id);
}

/** Like `placed`, for a construct that creates Kubernetes objects. */
export function placedInChart(scope: Construct, id: string): Construct {
  return placedAs(IN_CHART, scope, id, (checks) => chartIn(checks, scope, scope));
}

/** The chart of a construct, or the construct itself if it is one. */
export function chartOf(construct: IConstruct): Chart {
  return chartIn(new PropertyChecks(construct), construct, construct.node.scope ?? construct);
}

/** `scope` is what the program passed. */
function chartIn(checks: PropertyChecks, construct: IConstruct, scope: IConstruct): Chart {
  const chart = [...construct.node.scopes].reverse().find((one) => Chart.isChart(one));
  return chart ?? checks.refuse('scope', inWords(kindOf(scope)), IN_CHART, 'Pass a Chart.');
}

function placedAs(
  expected: string,
  scope: Construct,
  id: string,
  within?: (checks: PropertyChecks) => unknown,
): Construct {
  if (!Construct.isConstruct(scope)) {
    const { problem, given } = shownKind(scope);
    throw new HarnessConstructsError({
      constructPath: '',
      property: 'scope',
      ...(problem !== undefined && { problem }),
      ...(given !== undefined && { given }),
      allowed: expected,
      remedy: 'Pass a Chart or, within your own construct, this.',
    });
  }
  const checks = new PropertyChecks(scope);
  const together = new Together();
  together.run(() => within?.(checks));
  together.run(() => checkOpen(checks, scope));
  together.run(() => checkId(checks, scope, id));
  together.end();
  return scope;
}

function checkOpen(checks: PropertyChecks, scope: Construct): void {
  if (scope.node.locked) {
    checks.refuse(
      'scope',
      undefined,
      'a construct that is not locked',
      'Create constructs before you lock it.',
      'locked',
    );
  }
}

function checkId(checks: PropertyChecks, scope: Construct, id: string): void {
  ID(checks, 'id', id);
  if (id === '') {
    checks.refuse('id', id, 'a string that is not empty', 'Name the construct.');
  }
  if (scope.node.tryFindChild(id) !== undefined) {
    checks.refuse('id', id, 'an id that no other construct of this scope has', 'Change the id of one of the two.');
  }
}
