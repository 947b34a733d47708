import { instance, type MetadataEndpoint, optionsOf, type PropertyChecks, type Rule, struct } from '../core';

/** Options of `CloudIdentity.azure`. */
export interface AzureIdentityOptions {
  /**
   * ID of the Microsoft Entra tenant.
   *
   * @default - the tenant of the cluster's webhook
   */
  readonly tenantId?: string;
}

/** @internal */
export type IdentityParameter = 'roleArn' | 'serviceAccountEmail' | 'clientId' | 'tenantId';

/** The factory of an identity, which tells where it works. @internal */
export type IdentityKind = 'irsa' | 'eksPodIdentity' | 'gke' | 'azure';

/** Annotations and labels that link a ServiceAccount to a cloud identity. @internal */
export interface IdentityMarks {
  readonly serviceAccountAnnotations: { [key: string]: string };
  readonly podLabels: { [key: string]: string };
  /** Link-local addresses that a restricted egress must allow. */
  readonly metadataEndpoints: readonly MetadataEndpoint[];
}

/** A cloud identity for the pods of a ServiceAccount, without keys in the cluster. */
export class CloudIdentity {
  /**
   * IAM roles for service accounts of Amazon EKS.
   *
   * @param roleArn ARN of the IAM role, for example `arn:aws:iam::123456789012:role/ci`.
   * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
   */
  public static irsa(roleArn: string): CloudIdentity {
    return new CloudIdentity(
      'irsa',
      { roleArn },
      {
        serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': roleArn },
        podLabels: {},
        metadataEndpoints: [],
      },
    );
  }

  /**
   * EKS Pod Identity. The association of role and ServiceAccount is created in AWS. The manifests change only if egress is
   * restricted: it then allows the agent on the node (169.254.170.23 port 80).
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
   */
  public static eksPodIdentity(): CloudIdentity {
    return new CloudIdentity(
      'eksPodIdentity',
      {},
      {
        serviceAccountAnnotations: {},
        podLabels: {},
        metadataEndpoints: [
          { cidr: '169.254.170.23/32', port: 80 },
          { cidr: 'fd00:ec2::23/128', port: 80 },
        ],
      },
    );
  }

  /**
   * Workload identity of Google Kubernetes Engine.
   *
   * @param serviceAccountEmail e-mail address of the Google service account.
   * @see https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
   */
  public static gke(serviceAccountEmail: string): CloudIdentity {
    return new CloudIdentity(
      'gke',
      { serviceAccountEmail },
      {
        serviceAccountAnnotations: { 'iam.gke.io/gcp-service-account': serviceAccountEmail },
        podLabels: {},
        metadataEndpoints: [
          { cidr: '169.254.169.252/32', port: 988 },
          { cidr: '169.254.169.254/32', port: 80 },
        ],
      },
    );
  }

  /**
   * Microsoft Entra Workload ID of Azure Kubernetes Service: an annotation of the ServiceAccount, and a label of the pods.
   *
   * @param clientId client ID of the managed identity, a UUID.
   * @see https://learn.microsoft.com/azure/aks/workload-identity-overview
   */
  public static azure(clientId: string, options: AzureIdentityOptions = {}): CloudIdentity {
    const { tenantId } = options ?? {};
    const tenant: { [key: string]: string } =
      tenantId === undefined ? {} : { 'azure.workload.identity/tenant-id': tenantId };
    return new CloudIdentity(
      'azure',
      tenantId === undefined ? { clientId } : { clientId, tenantId },
      {
        serviceAccountAnnotations: { 'azure.workload.identity/client-id': clientId, ...tenant },
        podLabels: { 'azure.workload.identity/use': 'true' },
        metadataEndpoints: [],
      },
      options,
    );
  }

  private constructor(
    /** @internal */
    public readonly _kind: IdentityKind,
    /** The principal, by parameter name. @internal */
    public readonly _principal: { readonly [parameter in IdentityParameter]?: string },
    /** @internal */
    public readonly _marks: IdentityMarks,
    /** Unvalidated; checked by the construct that uses the identity. @internal */
    public readonly _options?: AzureIdentityOptions,
  ) {}

  /** The role, account or client ID; empty for EKS Pod Identity. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return Object.values(this._principal)[0] ?? '';
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const PRINCIPAL_RULES: { readonly [parameter in IdentityParameter]: Rule } = {
  roleArn: {
    allowed: 'the ARN of an IAM role',
    remedy: 'Use the form arn:aws:iam::123456789012:role/name.',
    holds: (value) => /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/\S+$/.test(value),
  },
  serviceAccountEmail: {
    allowed: 'the e-mail address of a Google service account',
    remedy: 'Use the form name@project.iam.gserviceaccount.com.',
    holds: (value) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value),
  },
  clientId: {
    allowed: 'the client ID of a managed identity, which is a UUID',
    remedy: 'Copy the client ID, and not the name or the object ID.',
    holds: (value) => UUID.test(value),
  },
  tenantId: {
    allowed: 'the ID of a Microsoft Entra tenant, which is a UUID',
    remedy: 'Copy the tenant ID, or remove it.',
    holds: (value) => UUID.test(value),
  },
};

/** Throws for a principal with an invalid format. */
export function checkCloudIdentity(checks: PropertyChecks, { _principal }: CloudIdentity): void {
  for (const [parameter, principal] of Object.entries(_principal)) {
    checks.text(`cloudIdentity.${parameter}`, principal, PRINCIPAL_RULES[parameter as IdentityParameter]);
  }
}

const AZURE_IDENTITY = optionsOf(struct('AzureIdentityOptions'));

/** Shape of a `CloudIdentity`. */
export const CLOUD_IDENTITY = instance(
  'a CloudIdentity',
  'Use a factory such as CloudIdentity.irsa(…).',
  '_marks',
  ({ _options }: CloudIdentity) => [['', AZURE_IDENTITY, _options]],
);
