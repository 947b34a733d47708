export { HarnessApp, type HarnessAppProps } from './harness-app';
