/** Checks of one step: its options, its connector and its resources. */
import {
  ENVIRONMENT_NAME,
  inWords,
  isByteQuantity,
  NOT_EMPTY,
  own,
  type PropertyChecks,
  PUBLIC_TEXT,
  type Rule,
  wholeSeconds,
} from '../../core';
import {
  checkDescription,
  checkExpression,
  checkInput,
  checkTextOrExpression,
  type HarnessScope,
  IDENTIFIER,
  referenceFrom,
} from '../../document';
import { IMAGE_REFERENCE } from '../../workload';
import type { LeafNode } from './ci-step';
import { BUILD_ARGUMENT, GIT_REPOSITORY, nameRule } from './outside-names';
import { argumentName } from './step-options';

/** @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/resource-limits */
export const CPU: Rule = {
  allowed: 'an amount of CPU above 0, for example 0.5 or 500m',
  remedy: 'Use a form such as 500m or 0.5.',
  holds: (value) => /^([0-9]+(\.[0-9]+)?|[0-9]+m)$/.test(value) && Number.parseFloat(value) > 0,
};

/** Harness supports fewer suffixes than Kubernetes. */
export const MEMORY: Rule = {
  allowed: 'an amount of memory of at least 1Mi, in bytes or with the suffix G, M, Gi or Mi',
  remedy: 'Use a form such as 500Mi or 2Gi.',
  holds: (value) => /^([0-9]+(\.[0-9]+)?(G|M|Gi|Mi)|[0-9]+)$/.test(value) && isByteQuantity(value),
};

/** Refuses an input that Harness cannot parse, that is set together with a plain value, or that the step does not have. */
function checkStepInputs(checks: PropertyChecks, { options, spec, type }: LeafNode, where: string): void {
  const { inputs = {} } = options;
  checks.each(['runAsUser', 'privileged', 'shell'] as const, (name) => {
    const input = inputs[name];
    if (input === undefined) {
      return;
    }
    const property = `${where}.inputs.${name}`;
    if (options[name] !== undefined) {
      checks.refuse(property, undefined, `no value when ${own(`${where}.${name}`)} is set`, 'Remove one of the two.');
    }
    if (name !== 'runAsUser' && !(name in spec)) {
      checks.refuse(property, undefined, `no value in a step of type ${type}`, 'Remove it.');
    }
    if (typeof input === 'string') {
      checkExpression(checks, property, input);
    } else {
      checkInput(checks, property, input);
    }
  });
}

/** Returns the members of the spec that are expressions. */
export function inputsOf({ options: { inputs = {} } }: LeafNode): { readonly [member: string]: string } {
  const given = Object.entries(inputs).filter(([, input]) => input !== undefined);
  return Object.fromEntries(given.map(([name, input]) => [name, String(input)]));
}

/** Refuses output variables, reports and port bindings that Harness would reject or not find. */
function checkResults(checks: PropertyChecks, { options }: LeafNode, where: string): void {
  checks.apart(
    () => {
      const names = options.outputVariables?.map(({ name }) => name);
      checks.each(names, (name, index) => {
        const property = `${where}.outputVariables[${index}].name`;
        checks.plainText(property, name, IDENTIFIER);
        checks.once(property, name, names!.slice(0, index));
      });
    },
    () =>
      checks.each(options.reports, (path, index) =>
        checkTextOrExpression(checks, `${where}.reports[${index}]`, path, NOT_EMPTY),
      ),
    () =>
      checks.each(Object.entries(options.portBindings ?? {}), ([port, ofContainer]) => {
        checks.key(`${where}.portBindings`, port, PORT);
        checkTextOrExpression(checks, `${where}.portBindings["${port}"]`, ofContainer, PORT);
      }),
  );
}

const PORT: Rule = {
  allowed: 'a port from 1 to 65535, as a string',
  remedy: "Use a form such as '8080'.",
  holds: (value) => /^[1-9][0-9]{0,4}$/.test(value) && Number(value) <= 65_535,
};

/** Refuses invalid options. Returns the timeout, in seconds. */
export function checkLeaf(
  checks: PropertyChecks,
  node: LeafNode,
  where: string,
  viewpoint: HarnessScope,
): number | undefined {
  const { options } = node;
  checks.apart(
    () => checks.plainText(`${where}.type`, node.type, STEP_TYPE),
    () => checkDescription(checks, `${where}.description`, options.description),
    () => checkRequired(checks, node, where),
    () => checkOptional(checks, node, where),
    () => checkContainer(checks, node, where),
    () => checkStepInputs(checks, node, where),
    () => checkResults(checks, node, where),
    () => checkAmount(checks, `${where}.resources.cpu`, options.resources?.cpu, CPU),
    () => checkAmount(checks, `${where}.resources.memory`, options.resources?.memory, MEMORY),
    () => checkConnectors(checks, node, where, viewpoint),
    () => checkFitting(checks, node, where),
    () => checks.each(Object.keys(options.additionalSpec ?? {}), (name) => refuseTwice(checks, node, where, name)),
    () => checkAdditionalMembers(checks, `${where}.additionalMembers`, options.additionalMembers ?? {}, MEMBERS),
  );
  return checks.part(() => options.timeout && wholeSeconds(checks, `${where}.timeout`, options.timeout, 10)).value;
}

function checkContainer(checks: PropertyChecks, { options }: LeafNode, where: string): void {
  checks.apart(
    () =>
      options.image === undefined || checkTextOrExpression(checks, `${where}.image`, options.image, IMAGE_REFERENCE),
    () =>
      Object.keys(options.environment ?? {}).forEach((name) =>
        checks.key(`${where}.environment`, name, ENVIRONMENT_NAME),
      ),
    () => options.runAsUser === undefined || checks.integer(`${where}.runAsUser`, options.runAsUser, 0),
  );
}

function checkConnectors(checks: PropertyChecks, node: LeafNode, where: string, viewpoint: HarnessScope): void {
  node.connectors.forEach((connector) => {
    if (connector !== undefined) {
      checkReference(checks, `${where}.connector`, connector.reference, viewpoint);
    }
  });
}

/** Refuses members that have their own property, because they would be unchecked here. */
function refuseTwice(checks: PropertyChecks, { spec }: LeafNode, where: string, member: string): void {
  if (member in spec || CHECKED.includes(member)) {
    const allowed = 'a member of the spec that has no property of its own';
    checks.refuse(`${where}.additionalSpec.${member}`, undefined, allowed, 'Set the property instead.');
  }
}

/** Refuses members next to the spec that have their own property. */
export function checkAdditionalMembers(
  checks: PropertyChecks,
  property: string,
  given: { readonly [member: string]: unknown },
  own: readonly string[],
): void {
  const twice = Object.keys(given).find((member) => own.includes(member));
  if (twice !== undefined) {
    const allowed = 'a member that has no property of its own';
    checks.refuse(`${property}.${twice}`, undefined, allowed, 'Set the property instead.');
  }
}

function checkRequired(checks: PropertyChecks, { required, type }: LeafNode, where: string): void {
  checks.each(Object.keys(required), (property) => {
    const value = required[property];
    const isList = Array.isArray(value);
    if (value === undefined || (isList && value.length === 0)) {
      const allowed = `${isList ? 'at least one element' : 'a value'} in a step of type ${type}`;
      const problem = isList ? undefined : 'missing';
      checks.refuse(`${where}.${property}`, value, allowed, isList ? 'Add an element.' : 'Set it.', problem);
    }
    checks.each(textsIn(property, value), ([place, textOf]) => {
      const text = textOf();
      checks.text(`${where}.${place}`, text, NOT_EMPTY);
      const rule = nameRule(type, place);
      if (rule !== undefined) {
        checkTextOrExpression(checks, `${where}.${place}`, text, rule);
      }
    });
  });
}

/** Refuses tokens in what documents name, beyond what Harness requires. */
function checkOptional(checks: PropertyChecks, { options }: LeafNode, where: string): void {
  checks.part(() => {
    if (options.repository !== undefined) {
      checkTextOrExpression(checks, `${where}.repository`, options.repository, GIT_REPOSITORY);
    }
  });
  const path = (name: string, value?: string) => {
    if (value !== undefined) {
      checks.text(`${where}.${name}`, value, PUBLIC_TEXT);
    }
  };
  checks.apart(
    ...(['cloneDirectory', 'dockerfile', 'context'] as const).map((name) => () => path(name, options[name])),
    () =>
      Object.keys(options.buildArguments ?? {}).forEach((name) =>
        checks.key(`${where}.buildArguments`, name, BUILD_ARGUMENT),
      ),
  );
}

/** Reads the strings of a value one by one: a string, a list, or the members of a registry, destination or reference. */
function textsIn(place: string, value: unknown): [place: string, textOf: () => string][] {
  if (typeof value === 'string') {
    return [[place, () => value]];
  }
  if (Array.isArray(value)) {
    const list = value as string[];
    return [...list.keys()].map((index) => [`${place}[${index}]`, () => list[index]]);
  }
  const { _spec = {} } = value as { _spec?: { readonly [member: string]: string } };
  return Object.keys(_spec).map((member) => [`${place}.${argumentName(member)}`, () => _spec[member]]);
}

/** Refuses a connector that the pipeline cannot reference. */
export function checkReference(
  checks: PropertyChecks,
  property: string,
  reference: string,
  viewpoint: HarnessScope,
): void {
  checkTextOrExpression(checks, property, reference, referenceFrom(viewpoint, 'a connector'));
}

function checkAmount(checks: PropertyChecks, property: string, amount: string | undefined, rule: Rule): void {
  if (amount !== undefined) {
    checks.plain(property, amount);
    checkTextOrExpression(checks, property, amount, rule);
  }
}

/** Members of a step next to its spec that have their own property. */
const MEMBERS = ['type', 'name', 'identifier', 'description', 'timeout', 'spec'];

/** Members of the spec of any step that are checked against the stage. */
const CHECKED = ['connectorRef', 'privileged', 'runAsUser', 'resources'];

const STEP_TYPE: Rule = {
  allowed: 'a Harness step type, for example Run',
  remedy: 'Copy the type from the YAML of a Harness pipeline.',
  holds: (value) => /^[A-Z][A-Za-z0-9]*$/.test(value),
};

/* Connectors that fit a step. */

/** Secret managers provide no images, repositories or storage for steps. */
const SECRET_MANAGERS = ['Vault', 'AwsSecretManager'];

/** Connector types with a known purpose. Other types are not checked. */
const KNOWN = ['DockerRegistry', 'Github', 'Aws', 'Gcp', 'Azure', 'Artifactory', ...SECRET_MANAGERS];

/** Known connector types that each step type can use. Other step types can use any that is not a secret manager. */
const FITTING: { readonly [type: string]: readonly string[] } = {
  GitClone: ['Github'],
  S3Upload: ['Aws'],
  GCSUpload: ['Gcp'],
  ArtifactoryUpload: ['Artifactory'],
  BuildAndPushDockerRegistry: ['DockerRegistry'],
  BuildAndPushECR: ['Aws'],
  BuildAndPushGAR: ['Gcp'],
  BuildAndPushGCR: ['Gcp'],
  BuildAndPushACR: ['Azure'],
};

/** Refuses a connector that the step is known to be unable to use. */
function checkFitting(checks: PropertyChecks, { type, connectors }: LeafNode, where: string): void {
  const [own] = connectors;
  const fitting = FITTING[type] ?? KNOWN.filter((known) => !SECRET_MANAGERS.includes(known));
  const given = own?._facts.type;
  if (given !== undefined && KNOWN.includes(given) && !fitting.includes(given)) {
    checks.refuse(
      `${where}.connector`,
      inWords(String(own)),
      `a connector for a step of type ${type}: ${fitting.join(', ')}, or StepConnector.other(…)`,
      SECRET_MANAGERS.includes(given)
        ? 'Move the secret manager to the connectors of the stage, and use another connector here.'
        : 'Use another connector, or another type of step.',
    );
  }
}
