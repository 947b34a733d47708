/** What a look depends on beside its options. Tests have others. */
export interface Surroundings {
  readonly environment: { readonly [variable: string]: string | undefined };
  /** Where a pod finds the token of its ServiceAccount. */
  readonly serviceAccountFolder: string;
  /** Milliseconds until a request, or a program that gives credentials, has failed. */
  readonly patienceMilliseconds: number;
}

/** Those of this process. */
export function here(): Surroundings {
  return {
    environment: process.env,
    serviceAccountFolder: '/var/run/secrets/kubernetes.io/serviceaccount',
    patienceMilliseconds: 30_000,
  };
}
