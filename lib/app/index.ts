/** HarnessApp: writes manifests, and Harness documents in a separate folder. */
export type { HarnessAppProps } from './app-props';
export { HarnessApp } from './harness-app';
