import { Construct } from 'constructs';
import type { Service } from 'kubernetes-types/core/v1';
import {
  ACCOUNT_ID,
  addObject,
  BUILD_PORT,
  claimNames,
  constructProps,
  DNS_LABEL,
  isUnresolved,
  LABEL_VALUE,
  ownClass,
  placedInChart,
  PropertyChecks,
  rendered,
  type Rule,
  TEXT,
} from '../core';
import { accountOfNamespace, checkAccount, keepAccountOfNamespace } from '../reference';
import { checkAnnotations, checkLabels, defaultNamespace } from '../workload';
import { FARM_LABELS } from './namespace';

/** Properties of `IstioHeadlessService`. */
export interface IstioHeadlessServiceProps {
  /**
   * ID of the Harness account. Harness sets it as the label `accountID` of build pods, unless it begins or ends with '-' or
   * '_'.
   */
  readonly accountId: string;
  /**
   * Namespace of the delegate.
   *
   * @default - the namespace of the chart, else `harness-delegate`
   */
  readonly delegateNamespace?: string;
  /**
   * Build namespaces. Each gets its own Service, unless it is the delegate's namespace.
   *
   * @default - builds run in the delegate's namespace
   */
  readonly buildNamespaces?: string[];
  /**
   * Name of the Service.
   *
   * @default 'headless'
   */
  readonly name?: string;
  /**
   * Port and target port. Harness' documentation gives 20001 on one page and leaves it open on another.
   *
   * @default 20001
   */
  readonly port?: number;
  /**
   * Labels of the Service.
   *
   * @default - `app.kubernetes.io/name: harness-builds`
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the Service.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/**
 * A headless Service that makes build pods known to Istio, for mutual TLS in STRICT mode. Without it, the proxy of the
 * delegate sends plaintext to the unknown address of a build, and the proxy of the build refuses it.
 *
 * A Service selects pods in its own namespace only. Harness documents it for the namespace of the delegate, which in its
 * example also contains the builds; other build namespaces therefore need their own (inferred).
 *
 * `ApiObject.of(service)` is the Service in the delegate's namespace.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 */
export class IstioHeadlessService extends Construct {
  /** Name of the Service. */
  public readonly serviceName: string;
  /** Port and target port. */
  public readonly port: number;
  /** Labels that select build pods. */
  public readonly selector: { [key: string]: string };
  /** Namespaces with such a Service, the delegate's first. */
  public readonly namespaces: string[] = [];

  private readonly marks: {
    readonly labels: { [key: string]: string };
    readonly annotations: { [key: string]: string };
  };

  /** @throws an error for invalid input (see `HarnessErrors`). */
  constructor(scope: Construct, id: string, props: IstioHeadlessServiceProps) {
    super(placedInChart(scope, id), id);
    const checks = new PropertyChecks(this);
    checks.resolved(SHAPE, props, (usable) => checkService(checks, usable, defaultNamespace(this)));
    const { accountId, name = SERVICE, port = BUILD_PORT, buildNamespaces = [], labels = {}, annotations = {} } = props;
    this.serviceName = name;
    this.port = port;
    this.selector = { accountID: accountId };
    this.marks = { labels: { ...FARM_LABELS, ...labels }, annotations };
    this.add('delegateNamespace', props.delegateNamespace ?? defaultNamespace(this));
    buildNamespaces.forEach((namespace, index) => this.add(`buildNamespaces[${index}]`, namespace));
  }

  /** Adds the Service to another build namespace, unless it has one. */
  public addBuildNamespace(namespace: string): void {
    const checks = new PropertyChecks(this);
    TEXT(checks, 'namespace', namespace);
    checks.text('namespace', namespace, DNS_LABEL);
    this.add('namespace', namespace);
  }

  private add(property: string, namespace: string): void {
    const checks = new PropertyChecks(this);
    const account = accountOfNamespace(this, namespace);
    checkAccount(checks, 'build namespace', this.selector.accountID, account, { property, owner: 'the Service' });
    if (this.namespaces.includes(namespace)) {
      return;
    }
    // In the namespace of a delegate, builds need not run.
    if (this.namespaces.length > 0) {
      keepAccountOfNamespace(this, namespace, this.selector.accountID);
    }
    const place = isUnresolved(namespace) ? this.namespaces.length : namespace;
    const object = rendered(
      this.namespaces.length === 0 ? 'Resource' : `Service.${place}`,
      this.render(namespace),
      'name',
    );
    claimNames(this, [object]);
    addObject(this, object);
    this.namespaces.push(namespace);
  }

  private render(namespace: string): Service {
    const { serviceName: name, port, selector, marks } = this;
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, ...marks },
      spec: { clusterIP: 'None', selector, ports: [{ protocol: 'TCP', port, targetPort: port }] },
    };
  }
}

ownClass(IstioHeadlessService);

function checkService(checks: PropertyChecks, props: IstioHeadlessServiceProps, usual: string): void {
  checks.part(() => {
    checks.text('accountId', props.accountId, ACCOUNT_ID);
    checks.text('accountId', props.accountId, LABELED_ACCOUNT);
  });
  checks.part(() => checks.text('name', props.name ?? SERVICE, SERVICE_NAME));
  checks.part(() => checks.integer('port', props.port ?? BUILD_PORT, 1, 65535));
  checks.part(() => checkLabels(checks, 'labels', props.labels));
  checks.part(() => checkAnnotations(checks, 'annotations', props.annotations ?? {}));
  checks.part(() => checks.text('delegateNamespace', props.delegateNamespace ?? usual, DNS_LABEL));
  checks.each(props.buildNamespaces, (name, index) => checks.text(`buildNamespaces[${index}]`, name, DNS_LABEL));
}

/** The documented name. */
const SERVICE = 'headless';

const SERVICE_NAME: Rule = {
  ...DNS_LABEL,
  allowed:
    "a DNS label: at most 63 lowercase letters, digits and '-', starting with a letter and ending with a letter or digit",
  holds: (value) => DNS_LABEL.holds(value) && /^[a-z]/.test(value),
};

/** About one account ID in sixteen begins or ends with another character. */
const LABELED_ACCOUNT: Rule = {
  allowed:
    'an account ID that starts and ends with a letter or digit: Harness does not label build pods with another ID, and the Service could not select them',
  remedy:
    'Create no headless Service (headlessService: false in CiBuildInfra), and exclude the port from the mesh with IstioPortHandling.UNSAFE_EXCLUDE_PORT.',
  holds: (value) => LABEL_VALUE.holds(value),
};

const SHAPE = constructProps('IstioHeadlessServiceProps');
