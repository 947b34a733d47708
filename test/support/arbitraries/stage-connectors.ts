/** Random connectors of steps and stages. */
import { AwsAuthentication, StepConnector, VaultAuthentication, type VaultConnectorOptions } from 'harness-constructs';
import * as fc from 'fast-check';
import { anyFactory, made, struct } from './recorded';
import { anyOf } from './texts';

const reference = fc.constantFrom('account.hub', 'account.a-b', '<+pipeline.variables.connector>', '<+input>');
const options = struct<VaultConnectorOptions>(
  'VaultConnectorOptions',
  { authentication: anyOf(VaultAuthentication), renewalIntervalMinutes: fc.nat(60) },
  ['authentication'],
);

/** Any connector. */
export const connector = anyFactory(StepConnector, {
  dockerHub: fc.tuple(reference),
  dockerRegistry: fc.tuple(reference),
  gitHub: fc.tuple(reference),
  aws: fc.tuple(reference, anyOf(AwsAuthentication)),
  gcp: fc.tuple(reference),
  azure: fc.tuple(reference),
  artifactory: fc.tuple(reference),
  vault: fc.tuple(reference, options),
  awsSecretsManager: fc.tuple(reference, anyOf(AwsAuthentication)),
  other: fc.tuple(reference, fc.constantFrom('Gitlab', 'Bitbucket', 'K8sCluster')),
  ofUnknownType: fc.tuple(reference),
});

/** One for the image of a step, which comes from no secret manager. */
export const ownConnector = connector.filter(
  ({ _facts }) => !['Vault', 'AwsSecretManager'].includes(_facts.type ?? ''),
);

/** One that may be of use to any step. */
export const unjudged = reference.map((text) => made(StepConnector, 'ofUnknownType', text));
