import { someOf } from '../../values';
import { durationText } from '../duration-text';
import { renderSteps } from '../steps/render-steps';
import type { ResolvedStage } from './resolve-stage';

/** The stage as Harness writes it. Members that are `undefined` are not written. */
export function renderStage(stage: ResolvedStage): object {
  const { props, name, identifier, variables, timeoutSeconds, steps } = stage;
  const { description, delegateSelectors, cloneCodebase = true, cacheIntelligence, sharedPaths = [] } = props;
  return {
    name,
    identifier,
    description,
    type: 'CI',
    delegateSelectors: delegateSelectors && someOf(delegateSelectors.tags),
    variables: someOf(
      variables.map(({ name: variable, _type, _value }) => ({ name: variable, type: _type, value: _value })),
    ),
    timeout: timeoutSeconds && durationText(timeoutSeconds),
    spec: {
      cloneCodebase,
      caching: cacheIntelligence === undefined ? undefined : { enabled: cacheIntelligence },
      sharedPaths: someOf(sharedPaths),
      ...props.infrastructure._lateDocument(),
      execution: { steps: renderSteps(steps) },
    },
    ...props.additionalMembers,
  };
}
