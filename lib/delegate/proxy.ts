import { DATA_KEY, derived, DNS_SUBDOMAIN, parseAddress, type Rule, SECRET_NAME } from '../core';
import type { ResolveContext } from './context';
import { type ProxyVariables, refuseForGeneration, setting, type Setting } from './generation';

/** Protocol between the delegate and its proxy. */
export enum ProxyScheme {
  /** Unencrypted; the proxied traffic can still be encrypted. */
  HTTP = 'http',
  /** Encrypted. */
  HTTPS = 'https',
}

/** Options of `ProxyCredentials.fromSecretName`. */
export interface ProxyCredentialsOptions {
  /**
   * Key of the user name in the Secret.
   *
   * @default PROXY_USER
   */
  readonly userKey?: string;
  /**
   * Key of the password in the Secret.
   *
   * @default PROXY_PASSWORD
   */
  readonly passwordKey?: string;
}

/** Credentials for the proxy. They are always a reference: the manifests contain no password. */
export class ProxyCredentials {
  /** User name and password in an existing Secret in the delegate's namespace. */
  public static fromSecretName(secretName: string, options: ProxyCredentialsOptions = {}): ProxyCredentials {
    return new ProxyCredentials({ secretName, options });
  }

  private constructor(
    /** @internal */
    public readonly _source: { readonly secretName: string; readonly options: ProxyCredentialsOptions },
  ) {}

  /** The name of the Secret. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return `ProxyCredentials(${this._source.secretName})`;
  }
}

/**
 * An outbound proxy. If the proxy does not support WebSockets, also set `pollForTasks`.
 *
 * @see https://developer.harness.io/docs/platform/delegates/manage-delegates/configure-delegate-proxy-settings
 */
export interface DelegateProxy {
  /** Name or IP address of the proxy, without scheme, port or credentials. */
  readonly host: string;
  /** Port of the proxy. */
  readonly port: number;
  /**
   * Protocol between the delegate and the proxy.
   *
   * @default ProxyScheme.HTTP
   */
  readonly scheme?: ProxyScheme;
  /**
   * Hosts that bypass the proxy: names, suffixes such as `.example.com`, and single IP addresses. CIDR blocks are refused,
   * because the delegate does not support them.
   *
   * The API server must bypass the proxy: its address is added as `$(KUBERNETES_SERVICE_HOST)`, which Kubernetes expands. In
   * profile `DOCUMENTED` of the legacy delegate, nothing is expanded: add the ClusterIP of the Service `kubernetes`.
   *
   * @default - only the API server; none in profile `DOCUMENTED`
   */
  readonly noProxy?: string[];
  /**
   * Credentials for the proxy.
   *
   * @default - none
   */
  readonly credentials?: ProxyCredentials;
}

const PROXY_HOST: Rule = {
  allowed: 'a host name or IP address, without scheme, port and credentials',
  remedy: 'Move the port to port, and refer to a Secret in credentials.',
  holds: (value) => DNS_SUBDOMAIN.holds(value.toLowerCase()) || parseAddress(value) !== undefined,
};

const DIRECT_HOST: Rule = {
  allowed: 'a host name, a suffix such as .example.com or *.example.com, or an IP address, without a port',
  remedy: 'List each address, or use names: the delegate does not support CIDR blocks and ports.',
  holds: (value) => DNS_SUBDOMAIN.holds(value.toLowerCase().replace(/^\*?\./, '')) || parseAddress(value) !== undefined,
};

/** Kubernetes sets this variable to the address of the API server in every container, and expands the reference. */
const API_SERVER = '$(KUBERNETES_SERVICE_HOST)';

/** The proxy settings. If settings are in ConfigMaps, these have a separate one. */
export function resolveProxy(context: ResolveContext, proxy: DelegateProxy): Setting[] {
  const { checks, profile, generation } = context;
  const { proxy: variables } = generation;
  if (variables === undefined) {
    refuseForGeneration(
      context,
      'proxy',
      'Remove it, or use a legacy delegate: Harness has announced support in the new delegate.',
    );
  }
  // A full URL given here may contain user and password: errors show neither.
  checks.part(() => checks.secretText('proxy.host', proxy.host, PROXY_HOST));
  checks.part(() => checks.integer('proxy.port', proxy.port, 1, 65535));
  checks.part(() =>
    (proxy.noProxy ?? []).forEach((host, index) => checks.secretText(`proxy.noProxy[${index}]`, host, DIRECT_HOST)),
  );
  const ofSecret = checks.part(() => credentials(context, variables, proxy));
  return [
    ...setting(variables.host, proxy.host),
    ...setting(variables.port, `${proxy.port}`),
    ...setting(variables.scheme, proxy.scheme ?? ProxyScheme.HTTP),
    ...directHosts(variables.noProxy, proxy, profile.settingsIn === 'container'),
    ...ofSecret.value,
  ];
}

function directHosts(name: string, { noProxy = [] }: DelegateProxy, expands: boolean): Setting[] {
  const hosts = expands ? [API_SERVER, ...noProxy] : noProxy;
  return hosts.length === 0 ? [] : [{ name, value: derived(hosts, (...known) => known.join(',')), expands }];
}

function credentials(
  { checks, names, profile }: ResolveContext,
  variables: ProxyVariables,
  { credentials: given }: DelegateProxy,
): Setting[] {
  if (given === undefined) {
    return [];
  }
  const source = given._source;
  const { user, password } = variables;
  checks.apart(
    () => checks.secretText('proxy.credentials.secretName', source.secretName, SECRET_NAME),
    () => checks.secretText('proxy.credentials.userKey', source.options.userKey ?? user, DATA_KEY),
    () => checks.secretText('proxy.credentials.passwordKey', source.options.passwordKey ?? password, DATA_KEY),
  );
  const { secretName, options } = source;
  const { userKey = user, passwordKey = password } = options;
  const isInjected =
    userKey === variables.user &&
    passwordKey === variables.password &&
    profile.optionalSources.some(
      ({ kind, suffix }) => kind === 'secret' && secretName === `${names.resource}${suffix}`,
    );
  const from = (name: string, key: string): Setting => ({
    name,
    valueFrom: { secretKeyRef: { name: secretName, key } },
  });
  return isInjected ? [] : [from(variables.user, userKey), from(variables.password, passwordKey)];
}
