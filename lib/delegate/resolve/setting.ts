import type { EnvVarSource } from 'kubernetes-types/core/v1';

/** A variable of the delegate itself, with its value as it is, or where that is found. */
export interface Setting {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: EnvVarSource;
  /** Whether Kubernetes is to replace `$(NAME)` in the value. */
  readonly expands?: boolean;
}

/** The setting, where the generation has a name for it and there is a value. */
export function setting(name?: string, value?: string): Setting[] {
  return name === undefined || value === undefined ? [] : [{ name, value }];
}
