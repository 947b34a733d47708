import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Lazy, YamlOutputType } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { HarnessApp } from '../../lib/app';
import { HarnessDelegate } from '../../lib/delegate';
import { refused } from '../testkit/refused';
import { LEAST } from './delegates';

const TWO_TEAMS = { ...LEAST, access: DelegateAccess.ciBuilds(['team-a', 'team-b']) };
const TYPES = [YamlOutputType.FILE_PER_RESOURCE, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE];

let outdir: string;
beforeEach(() => (outdir = fs.mkdtempSync(join(tmpdir(), 'harness-files-'))));
afterEach(() => fs.rmSync(outdir, { recursive: true, force: true }));

/** Apps whose files cdk8s writes. */
const OTHER_APPS = {
  'an App with a synth() that calls the one of cdk8s': class extends App {
    public override synth(): void {
      super.synth();
    }
  },
  'a subclass of such an App': class extends class extends App {
    public override synth(): void {
      super.synth();
    }
  } {},
  'an App of another copy of cdk8s': (() => {
    let copy = App;
    jest.isolateModules(() => (copy = jest.requireActual<{ App: typeof App }>('cdk8s').App));
    return copy;
  })(),
};

const HARNESS_APPS = {
  'a HarnessApp': HarnessApp,
  'a subclass of HarnessApp': class extends HarnessApp {
    public override synth(): void {
      super.synth();
    }
  },
  'a HarnessApp of another copy of this package': (() => {
    let copy = HarnessApp;
    jest.isolateModules(
      () => (copy = jest.requireActual<{ HarnessApp: typeof HarnessApp }>('../../lib/app').HarnessApp),
    );
    return copy;
  })(),
};

/** Roles and bindings in the output folder. */
function rolesWritten(): number {
  return fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((path) => /Role/.test(path)).length;
}

describe.each(TYPES)(
  'one file for each object (yamlOutputType %s), one delegate with rights in two namespaces',
  (type) => {
    test('is refused in a cdk8s App, which would lose the first Role', () => {
      const chart = new Chart(new App({ outdir, yamlOutputType: type }), 'ci');
      const details = refused(() => new HarnessDelegate(chart, 'Delegate', TWO_TEAMS));
      expect(details).toMatchObject({ constructPath: 'ci/Delegate', property: 'yamlOutputType' });
      expect(details.problem).toMatch(/ would be written to one file, .*\.ci\.harness-delegate\.ci-builds$/);
      expect(details.given).toBe('the namespaces "team-a" and "team-b"');
      expect(details.remedy).toContain('HarnessApp');
    });

    test.each(Object.entries(OTHER_APPS))('is refused in %s', (_name, Type) => {
      const chart = new Chart(new Type({ outdir, yamlOutputType: type }), 'ci');
      const details = refused(() => new HarnessDelegate(chart, 'Delegate', TWO_TEAMS));
      expect(details).toMatchObject({ constructPath: 'ci/Delegate', property: 'yamlOutputType' });
    });

    test.each(Object.entries(HARNESS_APPS))('keeps both in %s', (_name, Type) => {
      const app = new Type({ outdir, yamlOutputType: type, outputOwner: 'test' });
      new HarnessDelegate(new Chart(app, 'ci'), 'Delegate', TWO_TEAMS);
      app.synth();
      expect(rolesWritten()).toBe(4);
    });

    test('is refused at synth if the namespaces are known only later', () => {
      const app = new App({ outdir, yamlOutputType: type });
      const late = ['team-a', 'team-b'].map((name) => Lazy.any({ produce: () => name }) as string);
      const access = DelegateAccess.ciBuilds(late);
      new HarnessDelegate(new Chart(app, 'ci'), 'Delegate', { ...LEAST, access });
      expect(() => app.synth()).toThrow(/yamlOutputType: .*"team-a" and "team-b"/);
    });

    test('is fine in an App of cdk8s for one namespace', () => {
      const app = new App({ outdir, yamlOutputType: type });
      new HarnessDelegate(new Chart(app, 'ci'), 'Delegate', { ...LEAST, access: DelegateAccess.ciBuilds(['team-a']) });
      app.synth();
      expect(rolesWritten()).toBe(2);
    });
  },
);

test('with a file for each chart, no App loses an object', () => {
  const app = new App({ outdir });
  new HarnessDelegate(new Chart(app, 'ci'), 'Delegate', TWO_TEAMS);
  app.synth();
  expect(fs.readFileSync(join(outdir, 'ci.k8s.yaml'), 'utf8').match(/^kind: Role$/gm)).toHaveLength(2);
});
