import type { PropertyChecks, Rule } from '../../values';
import type { CloudIdentity, IdentityParameter } from '../props';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const PRINCIPAL_RULES: { readonly [parameter in IdentityParameter]: Rule } = {
  roleArn: {
    allowed: 'the ARN of an IAM role',
    remedy: 'Pass it as arn:aws:iam::123456789012:role/name.',
    holds: (value) => /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/\S+$/.test(value),
  },
  serviceAccountEmail: {
    allowed: 'the e-mail address of a Google service account',
    remedy: 'Pass it as name@project.iam.gserviceaccount.com.',
    holds: (value) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value),
  },
  clientId: {
    allowed: 'the client id of a managed identity, a UUID',
    remedy: 'Copy the client id, not the name or the object id.',
    holds: (value) => UUID.test(value),
  },
  tenantId: {
    allowed: 'the id of a Microsoft Entra tenant, a UUID',
    remedy: 'Copy the id of the tenant, or leave it out.',
    holds: (value) => UUID.test(value),
  },
};

/** Throws for a principal that its cloud cannot know. */
export function checkCloudIdentity(checks: PropertyChecks, identity?: CloudIdentity): void {
  for (const [parameter, principal] of Object.entries(identity?._principal ?? {})) {
    checks.text(`cloudIdentity.${parameter}`, principal, PRINCIPAL_RULES[parameter as IdentityParameter]);
  }
}
