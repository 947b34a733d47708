import { ApiObject, Chart, YamlOutputType } from 'cdk8s';
import { HarnessApp } from '../../lib/app';
import { manifestsIn, temporaryFolders } from './folders';

const newFolder = temporaryFolders();
const TYPES = [YamlOutputType.FILE_PER_RESOURCE, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE];

/** Writes Roles, each given by name and namespace, and returns the files. */
function rolesIn(yamlOutputType: YamlOutputType, ...roles: Array<[name: string, namespace?: string]>): string[] {
  const outdir = newFolder();
  const app = new HarnessApp({ outdir, yamlOutputType });
  const chart = new Chart(app, 'chart');
  roles.forEach(([name, namespace], index) => {
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    new ApiObject(chart, `role-${index}`, { apiVersion, kind: 'Role', metadata: { name, namespace } });
  });
  app.synth();
  return Object.keys(manifestsIn(outdir)).map((path) => path.replace('chart/', ''));
}

describe.each(TYPES)('one file per object (yamlOutputType %s)', (type) => {
  it('loses no object if two namespaces have objects of the same name', () => {
    expect(rolesIn(type, ['builds', 'one'], ['builds', 'two'], ['other', 'one'])).toEqual([
      'Role.builds.one.k8s.yaml',
      'Role.builds.two.k8s.yaml',
      'Role.other.k8s.yaml',
    ]);
  });

  it('refuses two objects of the same kind, name and namespace', () => {
    expect(() => rolesIn(type, ['builds', 'one'], ['builds', 'one'])).toThrow(
      /two objects would be written to .*Role\.builds\.one/,
    );
  });
});
