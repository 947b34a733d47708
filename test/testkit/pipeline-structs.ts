/** Programs for options of volumes, variables and pods. */
import { StageVariable, StageVolume } from '../../lib/pipeline';
import { synthInfra } from '../farm/infras';
import { infrastructureOf, stageOf } from '../pipeline/stages';
import type { Program } from './struct-program';

/** The compiler knows no members that are not declared. */
const unknown = (members: object): never => members as never;
const volume =
  (of: (inputs: never) => StageVolume): Program =>
  (members) =>
    infrastructureOf({ volumes: [of(unknown(members))] });
const variable =
  (of: (options: never) => StageVariable): Program =>
  (members) =>
    stageOf({ variables: [of(unknown(members))] });

export const OF_PIPELINES: { readonly [struct: string]: readonly Program[] } = {
  CiFarmInfrastructureOptions: [(members) => synthInfra().farm.stageInfrastructure(undefined, unknown(members))],
  ClaimInputs: [volume((inputs) => StageVolume.persistentVolumeClaim('/a', 'b', { inputs }))],
  EmptyDirInputs: [volume((inputs) => StageVolume.emptyDir('/a', { inputs }))],
  HostPathInputs: [volume((inputs) => StageVolume.hostPath('/a', '/b', { inputs }))],
  NumberVariableOptions: [
    variable((options) => StageVariable.number('a', 1, options)),
    variable((options) => StageVariable.numberFrom('a', '<+x>', options)),
  ],
  StagePodOptions: [
    (members) => synthInfra({ stagePodOptions: unknown(members) }),
    (members) => stageOf().resourcesWith(unknown(members)),
  ],
  TextVariableOptions: [
    variable((options) => StageVariable.text('a', 'b', options)),
    variable((options) => StageVariable.secret('a', 'account.b', options)),
  ],
};
