/** Door of the fake platform of Harness. */
export { type Certificate, certificateForLoopback } from './certificate';
export { answerProblems, type Operation, OPERATIONS } from './contract';
export {
  type Call,
  type ConnectionTest,
  FakePlatform,
  type FakePlatformOptions,
  type TestOutcome,
} from './fake-platform';
export { failing, FAILURE_SAMPLES, type FailureSample } from './failures';
export { type Fault, FAULTS } from './faults';
export { failureBody, type FakeDelegate, PlatformFailure, type StoredConnector } from './store';
