/** What is wrong with the environment of steps and containers in a profile. */
import {
  DATA_KEY,
  DNS_SUBDOMAIN,
  ENVIRONMENT_NAME,
  parseAddress,
  parseBlock,
  type PropertyChecks,
  PUBLIC_TEXT,
  type Rule,
} from '../core';
import { CERTIFICATES_KEY, resolvedCertificates } from './certificates';
import type { BuildCertificates, BuildPodProfileOptions, BuildProxy } from './profile-options';
import { proxyVariables } from './proxy-variables';

const PROXY_URL: Rule = {
  allowed: 'a URL such as http://proxy.example.com:3128, without credentials, path and query',
  remedy: 'Remove the rest. A proxy with credentials needs a step that reads them from a Harness secret.',
  hides: (value) => value.includes('@'),
  holds: (value) => /^https?:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\/?$/.test(value),
};

const DIRECT_HOST: Rule = {
  allowed: 'a host name, a suffix such as .example.com, an IP address or a block, without a port',
  remedy: 'List each of them on its own.',
  holds: (value) =>
    DNS_SUBDOMAIN.holds(value.toLowerCase().replace(/^\*?\./, '')) ||
    parseAddress(value) !== undefined ||
    parseBlock(value) !== undefined,
};

/** Throws for variables, a proxy or certificates that are invalid or contradict each other. */
export function checkEnvironment(checks: PropertyChecks, where: string, options: BuildPodProfileOptions): void {
  checks.apart(
    () => options.proxy && checkProxy(checks, `${where}.proxy`, options.proxy),
    () => options.certificates && checkCertificates(checks, `${where}.certificates`, options.certificates),
    () =>
      Object.entries(options.environment ?? {}).forEach(([name, value]) =>
        checks.apart(
          () => checks.key(`${where}.environment`, name, ENVIRONMENT_NAME),
          () => checks.plainText(`${where}.environment["${name}"]`, value, PUBLIC_TEXT),
        ),
      ),
    () => refuseTwice(checks, `${where}.environment`, options),
  );
}

/** Refuses a variable that another property of the profile sets. */
function refuseTwice(
  checks: PropertyChecks,
  property: string,
  { proxy, environment = {}, certificates }: BuildPodProfileOptions,
): void {
  const others = {
    proxy: proxy && Object.keys(proxyVariables(proxy)),
    certificates: certificates && Object.keys(resolvedCertificates(certificates).variables),
  };
  for (const name of Object.keys(environment)) {
    const [other] = Object.entries(others).find(([, names]) => names?.includes(name)) ?? [];
    if (other !== undefined) {
      const allowed = `no variable that ${other} sets`;
      checks.refuse(
        `${property}["${name}"]`,
        undefined,
        allowed,
        `Remove it, or remove ${other} and set all variables here.`,
      );
    }
  }
}

function checkProxy(checks: PropertyChecks, where: string, proxy: BuildProxy): void {
  checks.apart(
    () => checks.plainText(`${where}.http`, proxy.http, PROXY_URL),
    () => proxy.https !== undefined && checks.plainText(`${where}.https`, proxy.https, PROXY_URL),
    () =>
      checks.each(proxy.noProxy, (host, index) => checks.plainText(`${where}.noProxy[${index}]`, host, DIRECT_HOST)),
  );
}

function checkCertificates(checks: PropertyChecks, where: string, given: BuildCertificates): void {
  checks.apart(
    () => checks.plainText(`${where}.configMapName`, given.configMapName, DNS_SUBDOMAIN),
    () => checks.plainText(`${where}.key`, given.key ?? CERTIFICATES_KEY, DATA_KEY),
    () => checkTrustStore(checks, where, given),
    () => {
      if (given.javaTrustStoreKey !== undefined) {
        checks.once(`${where}.javaTrustStoreKey`, given.javaTrustStoreKey, [given.key ?? CERTIFICATES_KEY]);
      }
    },
    () => {
      if (given.javaTrustStorePassword !== undefined) {
        checks.plain(`${where}.javaTrustStorePassword`, given.javaTrustStorePassword);
        checks.secretText(`${where}.javaTrustStorePassword`, given.javaTrustStorePassword, PASSWORD);
      }
    },
  );
}

function checkTrustStore(checks: PropertyChecks, where: string, given: BuildCertificates): void {
  if (given.javaTrustStoreKey !== undefined) {
    checks.plainText(`${where}.javaTrustStoreKey`, given.javaTrustStoreKey, DATA_KEY);
  } else if (given.javaTrustStorePassword !== undefined) {
    const remedy = 'Set javaTrustStoreKey, or remove it.';
    checks.refuse(`${where}.javaTrustStorePassword`, undefined, 'no password without a trust store', remedy);
  }
}

/** Java splits the variable at white space. */
const PASSWORD: Rule = {
  allowed: 'a password without white space and quotes',
  remedy: 'Protect the trust store with another password: it keeps nothing secret.',
  holds: (value) => /^[^\s"']+$/.test(value),
};
