import type { MetadataEndpoint } from '../../network';

/** Options of `CloudIdentity.azure`. */
export interface AzureIdentityOptions {
  /**
   * Id of the Microsoft Entra tenant.
   *
   * @default - that of the cluster's webhook
   */
  readonly tenantId?: string;
}

/** @internal */
export type IdentityParameter = 'roleArn' | 'serviceAccountEmail' | 'clientId' | 'tenantId';

/** Annotations and labels by which a cloud recognises a ServiceAccount. @internal */
export interface IdentityMarks {
  readonly serviceAccountAnnotations: { [key: string]: string };
  readonly podLabels: { [key: string]: string };
  /** Link-local addresses that the identity needs, where egress is restricted. */
  readonly metadataEndpoints: readonly MetadataEndpoint[];
}

/** An identity of a cloud for the pods of a ServiceAccount, without keys in the cluster. */
export class CloudIdentity {
  /**
   * IAM roles for service accounts of Amazon EKS.
   *
   * @param roleArn ARN of the IAM role, for example `arn:aws:iam::123456789012:role/ci`.
   * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
   */
  public static irsa(roleArn: string): CloudIdentity {
    return new CloudIdentity(
      { roleArn },
      {
        serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': roleArn },
        podLabels: {},
        metadataEndpoints: [],
      },
    );
  }

  /**
   * EKS Pod Identity. The association of role and ServiceAccount is made in AWS; the manifests need nothing but, where
   * egress is restricted, the way to the agent on the node (169.254.170.23 port 80).
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
   */
  public static eksPodIdentity(): CloudIdentity {
    return new CloudIdentity(
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
   * @param clientId client id of the managed identity, a UUID.
   * @see https://learn.microsoft.com/azure/aks/workload-identity-overview
   */
  public static azure(clientId: string, options: AzureIdentityOptions = {}): CloudIdentity {
    const { tenantId } = options ?? {};
    const tenant: { [key: string]: string } =
      tenantId === undefined ? {} : { 'azure.workload.identity/tenant-id': tenantId };
    return new CloudIdentity(
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
    /** What the identity stands for, by the name of the parameter. @internal */
    public readonly _principal: { readonly [parameter in IdentityParameter]?: string },
    /** @internal */
    public readonly _marks: IdentityMarks,
    /** As given, until somebody can tell what is wrong with them. @internal */
    public readonly _options?: AzureIdentityOptions,
  ) {}

  /** The role, account or client id that the identity stands for; empty for EKS Pod Identity. */
  public toString(): string {
    return Object.values(this._principal)[0] ?? '';
  }
}
