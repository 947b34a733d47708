/** Name of what there is once in a namespace for builds, and of that namespace unless it has another. */
export const FARM_NAME = 'harness-builds';

/** By which the objects of a farm are found. */
export const FARM_LABELS: { readonly [key: string]: string } = { 'app.kubernetes.io/name': FARM_NAME };
