/** Kinds of objects that neither a delegate nor a build may make, each as small as the server takes it. */

/** A kind that is served: where, and an object of it. */
export interface Kind {
  /** With its group and version, for example `apis/apps/v1`. */
  readonly base: string;
  readonly group: string;
  readonly resource: string;
  readonly body: object;
}

const container = { name: 'a', image: 'a' };
const labels = { app: 'a' };
const template = { metadata: { labels }, spec: { containers: [container] } };
const selector = { matchLabels: labels };
const jobSpec = { template: { spec: { restartPolicy: 'Never', containers: [container] } } };
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
const subjects = [{ kind: 'ServiceAccount', name: 'harness-build', namespace: 'attacks-builds' }];
const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
const clientConfig = { url: 'https://example.com' };
const webhook = { name: 'a.example.com', clientConfig, sideEffects: 'None', admissionReviewVersions: ['v1'] };
const resourceAttributes = { verb: 'get', resource: 'pods' };
const involvedObject = { kind: 'Pod', namespace: 'attacks-builds', name: 'a' };
const eventTime = '2026-01-01T00:00:00.000000Z';
const regarding = { ...involvedObject, apiVersion: 'v1' };

/** By group and version. */
const NAMESPACED: { readonly [base: string]: { readonly [resource: string]: object } } = {
  'api/v1': {
    configmaps: {},
    endpoints: {},
    events: { involvedObject },
    limitranges: { spec: { limits: [] } },
    podtemplates: { template },
    replicationcontrollers: { spec: { selector: labels, template } },
    resourcequotas: { spec: {} },
    serviceaccounts: {},
  },
  'apis/apps/v1': {
    controllerrevisions: { revision: 1, data: {} },
    daemonsets: { spec: { selector, template } },
    deployments: { spec: { selector, template } },
    replicasets: { spec: { selector, template } },
    statefulsets: { spec: { selector, template, serviceName: 'a' } },
  },
  'apis/authorization.k8s.io/v1': {
    localsubjectaccessreviews: {
      metadata: {},
      spec: { user: 'a', resourceAttributes: { ...resourceAttributes, namespace: 'attacks-builds' } },
    },
  },
  'apis/autoscaling/v2': {
    horizontalpodautoscalers: {
      spec: { maxReplicas: 1, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' } },
    },
  },
  'apis/batch/v1': {
    cronjobs: { spec: { schedule: '0 0 * * *', jobTemplate: { spec: jobSpec } } },
    jobs: { spec: jobSpec },
  },
  'apis/coordination.k8s.io/v1': { leases: { spec: {} } },
  'apis/discovery.k8s.io/v1': { endpointslices: { addressType: 'IPv4', endpoints: [] } },
  'apis/events.k8s.io/v1': {
    events: {
      eventTime,
      action: 'a',
      reason: 'a',
      reportingController: 'example.com/a',
      reportingInstance: 'a',
      type: 'Normal',
      regarding,
    },
  },
  'apis/networking.k8s.io/v1': {
    ingresses: { spec: { defaultBackend: { service: { name: 'a', port: { number: 80 } } } } },
    networkpolicies: { spec: { podSelector: {}, egress: [{}], policyTypes: ['Egress'] } },
  },
  'apis/policy/v1': { poddisruptionbudgets: { spec: { maxUnavailable: 0, selector } } },
  'apis/rbac.authorization.k8s.io/v1': { rolebindings: { roleRef, subjects }, roles: { rules } },
  'apis/storage.k8s.io/v1': { csistoragecapacities: { storageClassName: 'a' } },
};

const OF_THE_CLUSTER: typeof NAMESPACED = {
  'api/v1': {
    namespaces: {},
    nodes: {},
    persistentvolumes: {
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/' } },
    },
  },
  'apis/admissionregistration.k8s.io/v1': {
    mutatingwebhookconfigurations: { webhooks: [webhook] },
    validatingwebhookconfigurations: { webhooks: [webhook] },
    validatingadmissionpolicies: {
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        },
        validations: [{ expression: 'true' }],
      },
    },
    validatingadmissionpolicybindings: { spec: { policyName: 'a', validationActions: ['Audit'] } },
  },
  'apis/apiextensions.k8s.io/v1': {
    customresourcedefinitions: {
      metadata: { name: 'attempts.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'attempts', singular: 'attempt', kind: 'Attempt' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    },
  },
  'apis/apiregistration.k8s.io/v1': {
    apiservices: {
      metadata: { name: 'v1.attempts.example.com' },
      spec: {
        group: 'attempts.example.com',
        version: 'v1',
        groupPriorityMinimum: 1,
        versionPriority: 1,
        service: { name: 'a', namespace: 'attacks-builds' },
        insecureSkipTLSVerify: true,
      },
    },
  },
  'apis/authentication.k8s.io/v1': { tokenreviews: { spec: { token: 'a' } } },
  'apis/authorization.k8s.io/v1': { subjectaccessreviews: { metadata: {}, spec: { user: 'a', resourceAttributes } } },
  'apis/node.k8s.io/v1': { runtimeclasses: { handler: 'a' } },
  'apis/rbac.authorization.k8s.io/v1': { clusterrolebindings: { roleRef, subjects }, clusterroles: { rules } },
  'apis/scheduling.k8s.io/v1': { priorityclasses: { value: 1 } },
  'apis/storage.k8s.io/v1': {
    storageclasses: { provisioner: 'example.com/a' },
    volumeattachments: { spec: { attacher: 'a', nodeName: 'a', source: { persistentVolumeName: 'a' } } },
  },
};

function kindsOf(groups: typeof NAMESPACED): Kind[] {
  return Object.entries(groups).flatMap(([base, resources]) =>
    Object.entries(resources).map(([resource, body]) => ({
      base,
      group: base.startsWith('apis/') ? base.split('/')[1] : '',
      resource,
      body: { metadata: { name: 'attempt' }, ...body },
    })),
  );
}

export const KINDS_OF_A_NAMESPACE = kindsOf(NAMESPACED);
export const KINDS_OF_THE_CLUSTER = kindsOf(OF_THE_CLUSTER);
