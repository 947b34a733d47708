import { someOf } from '../../values';
import { durationText } from '../duration-text';
import { BuildOperatingSystem } from '../infrastructure';
import type { ResolvedInfrastructure } from '../infrastructure/resolve';
import { StepShell } from '../steps';
import { renderSteps } from '../steps/render-steps';
import type { ResolvedStage } from './resolve-stage';
import type { StageVariable } from './stage-variable';

/** The stage as Harness writes it. Members that are `undefined` are not written. */
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

/** The shell of steps that name none. Images of Windows have no sh, and those of Windows Server have Windows PowerShell. */
function shellOf({ os, inputs }: ResolvedInfrastructure): StepShell {
  return os === BuildOperatingSystem.WINDOWS && inputs.os === undefined ? StepShell.POWERSHELL : StepShell.SH;
}
