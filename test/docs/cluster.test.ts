import { covers } from '../testkit/covers';
import { sectionOf } from './snippets';

const text = sectionOf('docs/build-farm.md', 'What the cluster needs');

describe('the page states what Harness requires outside of the manifests, and claims no more', () => {
  test('the versions of Kubernetes that Harness names', () => {
    covers('S003.cluster.versions');
    expect(text).toContain('Harness names 1.25.16, 1.26.10 and 1.27.8');
    expect(text).toContain('the tests apply them to newer servers only');
  });

  test('memory and CPU of the nodes', () => {
    covers('S002.cluster.capacity', 'S004.cluster.capacity');
    expect(text).toContain(
      'memory and CPU for the delegate and for all builds that run at once. Nodes are yours to provide',
    );
  });

  test('the requirements of CI', () => {
    covers('S002.cluster.ci-requirements', 'S004.cluster.ci-requirements');
    expect(text).toMatch(/must meet \[Harness' requirements for CI clusters\]/);
  });

  test('port 20001 of the infrastructure', () => {
    covers('S004.cluster.port-20001');
    expect(text).toMatch(
      /must reach the build pods at TCP 20001.* firewalls and security groups between nodes are yours to configure/,
    );
  });

  test('provisioning', () => {
    covers('S000.intro.purposes');
    expect(text).toContain(
      'Harness also uses a connection to provision infrastructure. This package has rights for builds and',
    );
  });

  test('a delegate on Docker', () => {
    covers('S003.delegate.docker-or-kubernetes');
    expect(text).toContain('A delegate can also run on Docker. Install it with the command that Harness shows');
  });

  test('Helm and Terraform', () => {
    covers('S003.verify.manifest-method');
    expect(text).toContain('by its Helm chart and by a Terraform module. This package writes the manifests');
  });
});
