import type { Service } from 'kubernetes-types/core/v1';
import { Construct } from 'constructs';
import { checkAnnotations, checkLabels, defaultNamespace } from '../delegate';
import { BUILD_PORT } from '../network';
import {
  ACCOUNT_ID,
  addObject,
  claimNames,
  constructProps,
  DNS_LABEL,
  isUnresolved,
  LABEL_VALUE,
  listOf,
  mapOf,
  NUMBER,
  PropertyChecks,
  rendered,
  required,
  type Rule,
  TEXT,
} from '../values';
import { FARM_LABELS } from './farm-name';

/** Properties of `IstioHeadlessService`. */
export interface IstioHeadlessServiceProps {
  /**
   * The Harness account. Harness gives build pods the label `accountID` with it, but none for an id that begins or ends with
   * '-' or '_'.
   */
  readonly accountId: string;
  /**
   * The delegate's namespace.
   *
   * @default - that of the chart, else `harness-delegate`
   */
  readonly delegateNamespace?: string;
  /**
   * Namespaces of builds. Each that is not the delegate's has a service of its own.
   *
   * @default - builds run in the delegate's namespace
   */
  readonly buildNamespaces?: string[];
  /**
   * Name of the service.
   *
   * @default 'headless'
   */
  readonly name?: string;
  /**
   * Port and target port. Harness' documentation leaves it open in one place, and says 20001 in another.
   *
   * @default 20001
   */
  readonly port?: number;
  /**
   * Labels of the service.
   *
   * @default - `app.kubernetes.io/name: harness-builds`
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the service.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/**
 * The headless Service by which Istio knows build pods under mutual TLS in STRICT mode: without it the proxy of the
 * delegate sends plain text to an address that it does not know, and that of the build refuses it.
 *
 * A Service selects pods of its own namespace only. Harness documents it for the namespace of the delegate, where its
 * example has the builds as well; builds in another namespace need one there, too (inferred).
 *
 * `ApiObject.of(service)` is the Service in the delegate's namespace.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 */
export class IstioHeadlessService extends Construct {
  /** Name of the service. */
  public readonly serviceName: string;
  /** Port and target port. */
  public readonly port: number;
  /** Labels by which it selects build pods. */
  public readonly selector: { [key: string]: string };
  /** The namespaces that have one, the delegate's first. */
  public readonly namespaces: string[] = [];

  private readonly marks: {
    readonly labels: { [key: string]: string };
    readonly annotations: { [key: string]: string };
  };

  /** @throws an error with construct path, property, value, what is allowed and what to do, for bad input. */
  constructor(scope: Construct, id: string, props: IstioHeadlessServiceProps) {
    super(scope, id);
    const checks = new PropertyChecks(this);
    SHAPE(checks, '', props);
    const {
      accountId,
      name = 'headless',
      port = BUILD_PORT,
      buildNamespaces = [],
      labels = {},
      annotations = {},
    } = props;
    checks.text('accountId', accountId, ACCOUNT_ID);
    checks.text('accountId', accountId, LABELLED_ACCOUNT);
    checks.text('name', name, SERVICE_NAME);
    checks.integer('port', port, 1, 65535);
    checkLabels(checks, 'labels', labels);
    checkAnnotations(checks, 'annotations', annotations);
    this.serviceName = name;
    this.port = port;
    this.selector = { accountID: accountId };
    this.marks = { labels: { ...FARM_LABELS, ...labels }, annotations };
    this.add('delegateNamespace', props.delegateNamespace ?? defaultNamespace(this));
    buildNamespaces.forEach((namespace, index) => this.add(`buildNamespaces[${index}]`, namespace));
  }

  /** Adds the service to a further namespace of builds, unless it is there. */
  public addBuildNamespace(namespace: string): void {
    this.add('namespace', namespace);
  }

  private add(property: string, namespace: string): void {
    const checks = new PropertyChecks(this);
    TEXT(checks, property, namespace);
    checks.text(property, namespace, DNS_LABEL);
    if (this.namespaces.includes(namespace)) {
      return;
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

const SERVICE_NAME: Rule = {
  ...DNS_LABEL,
  allowed: `${DNS_LABEL.allowed}, and starting with a letter`,
  holds: (value) => DNS_LABEL.holds(value) && /^[a-z]/.test(value),
};

/** About one account in sixteen has another id. */
const LABELLED_ACCOUNT: Rule = {
  allowed:
    'an account id that begins and ends with a letter or digit: with another, Harness gives build pods no label by which a service could select them',
  remedy:
    'Exclude the port from the mesh instead: Istio.…({ portHandling: IstioPortHandling.UNSAFE_EXCLUDE_PORT }) and headlessService: false.',
  holds: (value) => LABEL_VALUE.holds(value),
};

const SHAPE = constructProps<IstioHeadlessServiceProps>({
  accountId: required(TEXT),
  delegateNamespace: TEXT,
  buildNamespaces: listOf(TEXT),
  name: TEXT,
  port: NUMBER,
  labels: mapOf(TEXT),
  annotations: mapOf(TEXT),
});
