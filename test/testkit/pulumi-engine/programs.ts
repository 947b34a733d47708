/** Programs of Pulumi written by tests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { name as PACKAGE } from '../../../package.json';

const FOLDER = join(__dirname, '..', '..', 'programs');
/** Such programs are about the whole package, so jest must not take them for related tests of each file. */
const IMPORTS = `import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { DelegateAccess, DelegateImage, DelegateToken } from '${PACKAGE}';
import * as harness from '${PACKAGE}/pulumi';

/** Any resource: new Thing(type, name, inputs, options). */
class Thing extends pulumi.CustomResource {}

/** A resource of another provider, which tells more than it was asked for. */
class Account extends pulumi.CustomResource {
  public declare readonly accountId: pulumi.Output<string>;
  public declare readonly region: pulumi.Output<string>;
  public declare readonly password: pulumi.Output<string>;
  constructor(name: string, props: pulumi.Inputs = {}) {
    super('cloud:index:Account', name, { ...props, accountId: undefined, region: undefined, password: undefined });
  }
}
`;

/**
 * Writes programs to files below the repository, where they find the package, and removes them when the file's tests are
 * done. What the programs of tests use is imported already.
 */
export function temporaryPrograms(): (source: string) => string {
  const made: string[] = [];
  afterAll(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  return (source) => {
    const folder = mkdtempSync(join(FOLDER, 'program-'));
    made.push(folder);
    const file = join(folder, 'index.ts');
    writeFileSync(file, `${IMPORTS}\n${source}\n`);
    return file;
  };
}
