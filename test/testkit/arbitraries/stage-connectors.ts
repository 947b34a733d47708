/** Random connectors of steps and stages. */
import * as fc from 'fast-check';
import {
  AwsAuthentication,
  StepConnector,
  VaultAuthentication,
  type VaultConnectorOptions,
} from '../../../lib/pipeline';
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

/** A connector for the image of a step, which is never a secret manager. */
export const ownConnector = connector.filter(
  ({ _facts }) => !['Vault', 'AwsSecretManager'].includes(_facts.type ?? ''),
);

/** A connector that any step can use. */
export const unjudged = reference.map((text) => made(StepConnector, 'ofUnknownType', text));
