/** Dynamic resources: the real process does the work. */
import { DiffResponse } from '@pulumi/pulumi/proto/provider_pb';
import type { DynamicProcess } from './dynamic-process';
import type { Difference, Made, Provider, ResourceState } from './provider';
import type { Registration } from './registration';
import { isEqual } from './kubernetes';
import { type Properties, propertiesOf, secretAs } from './wire';

export function isDynamic({ type }: { readonly type: string }): boolean {
  return type.startsWith('pulumi-nodejs:dynamic');
}

export class DynamicProvider implements Provider {
  constructor(private readonly process: DynamicProcess) {}

  public async check(
    urn: string,
    { name }: Registration,
    inputs: Properties,
    before: Properties = {},
  ): Promise<Properties> {
    const response = await this.process.check(urn, before, inputs);
    const failures = response.getFailuresList();
    if (failures.length > 0) {
      const reasons = failures.map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
      throw new Error(`resource ${name} has a problem: ${reasons.join('\n')}`);
    }
    return secretAs(inputs, propertiesOf(response.getInputs()));
  }

  /** The provider is asked about the outputs of before. Where it says nothing, the inputs are compared. */
  public async diff(before: ResourceState, inputs: Properties): Promise<Difference> {
    const response = await this.process.diff(before.urn, before.id, before.outputs, inputs);
    if (response.getReplacesList().length > 0) {
      return { change: 'replace', deletesFirst: response.getDeletebeforereplace() };
    }
    const { DIFF_NONE, DIFF_UNKNOWN } = DiffResponse.DiffChanges;
    const told = response.getChanges();
    const isSame = told === DIFF_NONE || (told === DIFF_UNKNOWN && isEqual(before.inputs, inputs));
    return { change: isSame && before.failed !== true ? 'same' : 'update' };
  }

  /** The process is not asked in a preview: it has not said that it could tell. */
  public foreseen(_registration: Registration, inputs: Properties, before?: ResourceState): Made {
    return { id: before?.id ?? '', outputs: inputs };
  }

  public async create(urn: string, _registration: Registration, inputs: Properties): Promise<Made> {
    const response = await this.process.create(urn, inputs);
    return { id: response.getId(), outputs: secretAs(inputs, propertiesOf(response.getProperties())) };
  }

  public async update({ urn, id, outputs }: ResourceState, _: Registration, inputs: Properties): Promise<Made> {
    const response = await this.process.update(urn, id, outputs, inputs);
    return { id, outputs: secretAs(inputs, propertiesOf(response.getProperties())) };
  }

  public async delete({ urn, id, outputs }: ResourceState): Promise<void> {
    await this.process.delete(urn, id, outputs);
  }

  /** As it is now; `undefined` where it is gone. */
  public async read(state: ResourceState): Promise<ResourceState | undefined> {
    const response = await this.process.read(state.urn, state.id, state.outputs);
    if (response.getId() === '') return undefined;
    const inputs = response.hasInputs() ? propertiesOf(response.getInputs()) : state.inputs;
    const outputs = secretAs(state.outputs, propertiesOf(response.getProperties()));
    return { ...state, inputs: secretAs(state.inputs, inputs), outputs };
  }
}
