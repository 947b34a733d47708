import { Construct } from 'constructs';
import { OTHER_SPELLINGS } from '../../lib/core/checks/other-spellings';
import { unknownMembers } from '../../lib/core/checks/unknown-members';
import {
  ANYTHING,
  checkOnly,
  constructProps,
  HarnessErrors,
  membersOf,
  ownClass,
  PropertyChecks,
  type Shape,
  struct,
  type StructName,
  TEXT,
} from '../../lib/core';
import { refused } from '../testkit/refused';

const KINDS = { StepConnector: () => ANYTHING, RuntimeInput: () => ANYTHING };
const STEP = struct('RunStepOptions', KINDS);
const PROPS = constructProps('RunStepOptions', KINDS);
const ALL = `one of ${membersOf('RunStepOptions')
  .map(({ name }) => name)
  .join(', ')}`;

/** Checks the value with the shape, as property `step` of the construct `app`. */
const check =
  (shape: Shape, value: unknown, property = 'step') =>
  () =>
    shape(new PropertyChecks(new Construct(undefined as never, 'app')), property, value);
const LEAST = { command: 'make' };

describe('a member that a struct does not have is refused', () => {
  test.each<[what: string, given: object, property: string, allowed: string, remedy: string]>([
    ['with what is alike', { priviledged: 1 }, 'step.priviledged', 'privileged', 'Did you mean privileged?'],
    ['with two letters swapped', { repotrs: [] }, 'step.repotrs', 'reports', 'Did you mean reports?'],
    ['whatever the case of its letters', { runasuser: 1 }, 'step.runasuser', 'runAsUser', 'Did you mean runAsUser?'],
    ['in the singular', { report: 1 }, 'step.report', 'reports', 'Did you mean reports?'],
    ['as Harness calls it', { envVariables: {} }, 'step.envVariables', 'environment', 'Did you mean environment?'],
    [
      'with one word less',
      { pullPolicy: 1 },
      'step.pullPolicy',
      'imagePullPolicy',
      'Did you mean imagePullPolicy? If not, remove it.',
    ],
    [
      'with one word more',
      { connectorName: 1 },
      'step.connectorName',
      'connector',
      'Did you mean connector? If not, remove it.',
    ],
    [
      'nested as in Harness',
      { resources: { limits: {} } },
      'step.resources.limits',
      'cpu or memory',
      'Did you mean cpu or memory?',
    ],
    [
      'a level too high',
      { memory: '8Gi' },
      'step.memory',
      'step.resources.memory',
      'Move it: memory belongs in step.resources.',
    ],
    [
      'a level too high, out of a list',
      { name: 'A' },
      'step.name',
      'step.outputVariables[…].name',
      'Move it: name belongs in step.outputVariables[…].',
    ],
    [
      'a level too high, and misspelled',
      { memorry: '8Gi' },
      'step.memorry',
      'step.resources.memory',
      'Did you mean step.resources.memory?',
    ],
    [
      'a level too low',
      { resources: { image: 'a' } },
      'step.resources.image',
      'step.image',
      'Move it: image belongs one level up, in step.',
    ],
    ['that is like nothing', { resources: { gpu: 1 } }, 'step.resources.gpu', 'one of cpu, memory', 'Remove it.'],
    ['that every object has', { constructor: 1 }, 'step.constructor', ALL, 'Remove it.'],
  ])('%s', (_what, given, property, allowed, remedy) => {
    const details = refused(check(STEP, { ...LEAST, ...given }));
    expect(details).toEqual({ constructPath: 'app', property, problem: 'unknown property', allowed, remedy });
  });

  test('before anything else is, since the member that is missing may be the one', () => {
    expect(refused(check(STEP, { comand: 'make' })).property).toBe('step.comand');
  });

  test('by names that one place alone has', () => {
    const checks = new PropertyChecks(new Construct(undefined as never, 'app'));
    const details = refused(() =>
      checkOnly(
        checks,
        'a',
        { tokenRef: TEXT },
        { serviceAccountTokenRef: 'b' },
        { serviceAccountTokenRef: ['tokenRef'] },
      ),
    );
    expect(details.remedy).toBe('Did you mean tokenRef?');
  });

  test('with the list of names once, if several have no suggestion', () => {
    const all = HarnessErrors.allOf(caught(check(STEP, { ...LEAST, zzz: 1, qqq: 1 })));
    expect(all.map(({ allowed }) => allowed)).toEqual([ALL, 'one of the properties listed above']);
  });

  test('and its value is never shown: it may be a secret', () => {
    expect(refused(check(STEP, { ...LEAST, password: 'hunter2' })).given).toBeUndefined();
  });

  test('but not if it is undefined, in a map with free keys, or in passed-through data', () => {
    const free = { environment: { anything: 'a' }, additionalSpec: { nodeAffinity: {} }, nothing: undefined };
    expect(check(STEP, { ...LEAST, ...free })).not.toThrow();
  });
});

describe('among the properties of a construct that a class of the program extends,', () => {
  test.each([
    ['a slip', { report: 1 }, 'report', 'reports'],
    ['another case', { Privileged: 1 }, 'Privileged', 'privileged'],
    ['another case of what is given', { Command: 'make' }, 'Command', 'command'],
    ['another case of what belongs one level down', { Memory: '8Gi' }, 'Memory', 'resources.memory'],
    ['two letters of a long name', { outtputVariabls: 1 }, 'outtputVariabls', 'outputVariables'],
    ['another spelling', { envVariables: {} }, 'envVariables', 'environment'],
    ['what belongs one level down', { memory: '8Gi' }, 'memory', 'resources.memory'],
  ])('%s is refused', (_what, given, property, meant) => {
    const details = refused(check(PROPS, { ...LEAST, ...given }, ''));
    expect(details).toMatchObject({ property, allowed: meant, problem: 'unknown property' });
    expect(details.remedy).toContain(`A class with its own property ${property} must not pass it on`);
  });

  test.each([
    ['anything else', { team: 'payments' }],
    ['what is alike in part', { stepConnectors: 1, picture: 1, privilegedness: 1 }],
    ['short names', { os: 1, tax: 1 }],
    ['what is like a property that is given', { report: 'a', reports: ['a'] }],
    ['another spelling of what is given', { envVariables: {}, environment: {} }],
    ['a name with one word less or more', { pullPolicy: 1, connectorName: 1 }],
    ['another case of what belongs in elements of a list', { NAME: 1 }],
    ['what is undefined', { report: undefined }],
  ])('%s is left to the class', (_what, given) => {
    expect(check(PROPS, { ...LEAST, ...given }, '')).not.toThrow();
  });

  test('their contents are checked like other structs', () => {
    expect(refused(check(PROPS, { ...LEAST, resources: { limits: {} } }, '')).property).toBe('resources.limits');
  });
});

describe('names that users type for those of constructs:', () => {
  const allowedFor = (owner: StructName, name: string) => {
    const names = membersOf(owner).map((member) => member.name);
    const [{ allowed, remedy }] = unknownMembers({ property: '', struct: owner, names }, [name], []);
    return [allowed, remedy];
  };

  test.each<[StructName, string, string]>([
    ['HarnessDelegateProps', 'name', 'delegateName or volumeMounts[…].name'],
    ['HarnessDelegateProps', 'delegateNamespace', 'namespace'],
    ['HarnessDelegateProps', 'memory', 'resources.memoryRequest or resources.memoryLimit'],
    ['HarnessDelegateProps', 'cpu', 'resources.cpuRequest or resources.cpuLimit'],
    ['HarnessDelegateProps', 'timeout', 'livenessProbe.timeout or readinessProbe.timeout or startupProbe.timeout'],
    ['HarnessDelegateProps', 'probes', 'livenessProbe or readinessProbe or startupProbe'],
    ['CiBuildInfraProps', 'name', 'delegateName or connectorOptions.name'],
    ['CiBuildInfraProps', 'namespace', 'delegateNamespace or buildNamespaces'],
    ['CiBuildInfraProps', 'endpoint', 'delegateOptions.managerEndpoint'],
    ['ValidateConnectorOptions', 'timeout', 'timeoutSeconds'],
  ])('%s.%s', (owner, name, meant) => {
    const [allowed, remedy] = allowedFor(owner, name);
    expect(allowed).toBe(meant);
    expect(remedy).toMatch(/[Dd]id you mean|^Move it: /);
  });

  test.each([
    ['secrets', 'imagePullSecrets'],
    ['pruning', 'unsafeAllowPruning'],
    ['podSecurity', 'podSecurityLevel'],
    ['upgraderOptions', 'upgrader'],
  ])('a list of some begins with what has the words of %s', (name, first) => {
    expect(allowedFor('HarnessDelegateProps', name)[0]).toMatch(new RegExp(`(^|such as .*)\\b${first}\\b`));
  });

  test('a company that passes its properties on is told how, beside the guess', () => {
    expect(allowedFor('BuildFarmNamespaceProps', 'egressRules')[1]).toBe(
      'Did you mean egress? If not, remove it. Pass only what BuildFarmNamespace takes, for example: const { egressRules, ...others } = props.',
    );
  });
});

describe('among the properties of a construct of this package,', () => {
  class Own extends Construct {}
  ownClass(Own);
  const checkOwn =
    (value: object, made = new Own(undefined as never, 'app')) =>
    () =>
      PROPS(new PropertyChecks(made), '', value);

  test('anything unknown is refused', () => {
    expect(refused(checkOwn({ ...LEAST, team: 'payments' }))).toMatchObject({ property: 'team', allowed: ALL });
  });

  test('but not members that a subclass passes on', () => {
    class Extended extends Own {}
    expect(checkOwn({ ...LEAST, team: 'payments' }, new Extended(undefined as never, 'app'))).not.toThrow();
  });
});

test('alternative spellings are not property names, and occur once', () => {
  for (const [spelling, names] of Object.entries(OTHER_SPELLINGS)) {
    expect(names).not.toContain(spelling);
    expect(new Set(names).size).toBe(names.length);
  }
});

function caught(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
