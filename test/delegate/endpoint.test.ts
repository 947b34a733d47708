import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { environmentOf, synthDelegate } from './delegates';

function endpointOf(managerEndpoint?: string): string {
  const { container, delegate } = synthDelegate({ managerEndpoint });
  const { HARNESS_MANAGER_HOST_AND_PORT: endpoint } = environmentOf(container);
  expect(delegate.managerEndpoint).toBe(endpoint);
  return endpoint;
}

describe('the endpoint of the Harness platform', () => {
  test('is app.harness.io unless another one is set', () => {
    covers('S001.manifest.env-manager-endpoint');
    expect(endpointOf()).toBe('https://app.harness.io');
  });

  test.each([
    'https://app.harness.io',
    'https://app.eu.harness.io',
    'https://acme.harness.io:8443',
    'https://harness.internal/gratis',
    'https://harness.internal:8443/a/b',
    'https://10.0.0.1',
    'https://[fd00::1]:8443',
  ])('is free to choose: %s', (endpoint) => {
    covers('S001.placeholders.manager-endpoint', 'S001.credentials.manager-endpoint');
    covers('S003.command.manager-endpoint', 'S003.air-gap.endpoint');
    expect(endpointOf(endpoint)).toBe(endpoint);
  });

  test.each([
    ['https://app.harness.io/', 'https://app.harness.io'],
    ['https://app.harness.io//', 'https://app.harness.io'],
    ['https://harness.internal/gratis/', 'https://harness.internal/gratis'],
  ])('has no slash at its end: %s', (given, endpoint) => {
    expect(endpointOf(given)).toBe(endpoint);
  });

  test.each(['https://a..b', 'https://-harness.internal', 'https://harness-.internal', 'https://put_your_endpoint'])(
    'has a host that DNS can know, which %s has not',
    (managerEndpoint) => {
      expect(refused(() => synthDelegate({ managerEndpoint })).property).toBe('managerEndpoint');
    },
  );

  test('is not used over plain HTTP, unless you accept that this is unsafe', () => {
    const managerEndpoint = 'http://harness.internal';
    const { property, remedy } = refused(() => synthDelegate({ managerEndpoint }));
    expect([property, remedy]).toEqual(['managerEndpoint', expect.stringContaining('unsafePlainHttp')]);
    const { container } = synthDelegate({ managerEndpoint, unsafePlainHttp: true });
    expect(environmentOf(container).HARNESS_MANAGER_HOST_AND_PORT).toBe(managerEndpoint);
  });

  test('can be https even if plain HTTP is accepted', () => {
    const { delegate } = synthDelegate({ managerEndpoint: 'https://app.harness.io', unsafePlainHttp: true });
    expect(delegate.managerEndpoint).toBe('https://app.harness.io');
  });

  test.each(['app.harness.io', 'app.harness.io:443', 'ftp://app.harness.io', 'wss://app.harness.io', 'https://', ''])(
    'is refused where it is no URL: "%s"',
    (managerEndpoint) => {
      expect(refused(() => synthDelegate({ managerEndpoint })).property).toBe('managerEndpoint');
    },
  );

  test.each(['https://a:b@app.harness.io', 'https://token@app.harness.io', 'https://app.harness.io?token=x'])(
    'is refused, and not shown, if it may contain a secret: %s',
    (managerEndpoint) => {
      const details = refused(() => synthDelegate({ managerEndpoint }));
      expect(details.property).toBe('managerEndpoint');
      expect(details).not.toHaveProperty('given');
    },
  );

  test.each([
    'https://app.harness.io/#/login',
    'https://app.harness.io/ng/account/6_vVHzo9Qeu9fXvj-AcQCb/module/ci/settings/delegates/list',
  ])('is refused where it is a page of the platform: %s', (managerEndpoint) => {
    const { property, remedy } = refused(() => synthDelegate({ managerEndpoint }));
    expect([property, remedy]).toEqual(['managerEndpoint', expect.stringContaining('page')]);
  });
});
