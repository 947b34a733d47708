import { DATA_KEY, derived, DNS_SUBDOMAIN, parseAddress, type Rule, SECRET_NAME } from '../../values';
import type { ProxyVariables } from '../generation';
import { type DelegateProxy, ProxyScheme } from '../props';
import type { ResolveContext } from './context';
import { type Setting, setting } from './setting';
import { refuseForGeneration } from './support-of-generation';

const PROXY_HOST: Rule = {
  allowed: 'the name or address of a host, without scheme, port and credentials',
  remedy: 'The port has its own property, and credentials come from a Secret.',
  holds: (value) => DNS_SUBDOMAIN.holds(value.toLowerCase()) || parseAddress(value) !== undefined,
};

const DIRECT_HOST: Rule = {
  allowed: 'a name, a suffix such as .example.com or *.example.com, or one address: no block of addresses, no port',
  remedy: 'The delegate does not know blocks of addresses: name each address, or use names.',
  holds: (value) => DNS_SUBDOMAIN.holds(value.toLowerCase().replace(/^\*?\./, '')) || parseAddress(value) !== undefined,
};

/** Kubernetes tells every container the address of the API server, and puts it in the place of this. */
const API_SERVER = '$(KUBERNETES_SERVICE_HOST)';

/** What the proxy is to the delegate. They stand in a ConfigMap of their own, where settings stand in ConfigMaps. */
export function resolveProxy(context: ResolveContext): Setting[] {
  const { checks, props, profile, generation } = context;
  const { proxy } = props;
  if (proxy === undefined) {
    return [];
  }
  const { proxy: variables } = generation;
  if (variables === undefined) {
    refuseForGeneration(context, 'proxy', 'Harness has announced it. Leave proxy out, or use a legacy delegate.');
  }
  // Whoever writes a whole address here may write user and password into it: errors show neither.
  checks.secretText('proxy.host', proxy.host, PROXY_HOST);
  checks.integer('proxy.port', proxy.port, 1, 65535);
  (proxy.noProxy ?? []).forEach((host, index) => checks.secretText(`proxy.noProxy[${index}]`, host, DIRECT_HOST));
  return [
    ...setting(variables.host, proxy.host),
    ...setting(variables.port, `${proxy.port}`),
    ...setting(variables.scheme, proxy.scheme ?? ProxyScheme.HTTP),
    ...directHosts(variables.noProxy, proxy, profile.settingsIn === 'container'),
    ...credentials(context, variables, proxy),
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
  const { secretName, options } = given._source;
  const { userKey = variables.user, passwordKey = variables.password } = options;
  checks.secretText('proxy.credentials.secretName', secretName, SECRET_NAME);
  checks.secretText('proxy.credentials.userKey', userKey, DATA_KEY);
  checks.secretText('proxy.credentials.passwordKey', passwordKey, DATA_KEY);
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
