/** A delegate with the Harness account and the AWS role of another stack. */
import * as pulumi from '@pulumi/pulumi';
import { CloudIdentity, DelegateAccess, DelegateImage } from 'harness-constructs';
import { asString, HarnessDelegate } from 'harness-constructs/pulumi';

const config = new pulumi.Config();
const platform = new pulumi.StackReference(config.require('platformStack'));

const delegate = new HarnessDelegate('delegate', {
  accountId: platform.requireOutput('harnessAccountId').apply(String),
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: config.requireSecret('delegateToken'),
  access: DelegateAccess.ciBuilds(['harness-builds']),
  // Value classes accept strings. asString converts an Output.
  cloudIdentity: CloudIdentity.irsa(asString(platform.requireOutput('delegateRoleArn').apply(String))),
});

export const { delegateSelectors, tokenSecretName } = delegate;
