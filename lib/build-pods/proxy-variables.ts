import type { BuildProxy } from './profile-options';

/**
 * The pod itself, the API server, whose address Kubernetes expands, and the Services of the cluster.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
const DIRECT = ['localhost', '127.0.0.1', '::1', '$(KUBERNETES_SERVICE_HOST)', '.svc', '.svc.cluster.local'];

/** In lower case, too: curl reads `http_proxy` only so. @see https://curl.se/libcurl/c/libcurl-env.html */
export function proxyVariables({ http, https = http, noProxy = [] }: BuildProxy): { [name: string]: string } {
  const variables = { HTTP_PROXY: http, HTTPS_PROXY: https, NO_PROXY: [...DIRECT, ...noProxy].join(',') };
  const inLowerCase = Object.entries(variables).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { ...variables, ...Object.fromEntries(inLowerCase) };
}
