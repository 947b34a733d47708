/**
 * An infrastructure accepts runtime inputs and expressions exactly where the vendor's schema does.
 */
import { RuntimeInput } from '../../lib/document';
import {
  type KubernetesDirectInfrastructureProps,
  type StageSecurityContextInputs,
  StageVolume,
} from '../../lib/pipeline';
import { infrastructurePlaces, infrastructureProblems } from '../testkit/stage-schema';
import { type InfrastructureProps, infrastructureOf, newConnector } from './stages';

/** Sets a string at a place of the infrastructure. */
type Way = (text: string) => InfrastructureProps;

/** A runtime input if the property requires one; otherwise the string itself. */
const asInput = (text: string) => (text === INPUT ? RuntimeInput.of() : text) as RuntimeInput;
const later =
  (name: keyof NonNullable<KubernetesDirectInfrastructureProps['inputs']>, isText = false): Way =>
  (text) => ({ inputs: { [name]: isText ? text : asInput(text) } });
const inContext =
  (name: keyof StageSecurityContextInputs, isText = false): Way =>
  (text) => ({ containerSecurityContext: { inputs: { [name]: isText ? text : asInput(text) } } });

const INPUT = '<+input>';
const EXPRESSION = '<+pipeline.variables.x>';
const WITHIN_A_TEXT = 'ci-<+pipeline.variables.x>';

/** How each place accepts an expression. Places of the schema listed neither here nor below accept none. */
const WAYS: { readonly [place: string]: Way } = {
  annotations: later('annotations', true),
  'annotations.*': (a) => ({ annotations: { a } }),
  automountServiceAccountToken: later('automountServiceAccountToken'),
  connectorRef: (reference) => ({ connector: newConnector({}, reference) }),
  containerSecurityContext: later('containerSecurityContext'),
  'containerSecurityContext.allowPrivilegeEscalation': inContext('allowPrivilegeEscalation'),
  'containerSecurityContext.capabilities.add': inContext('addCapabilities'),
  'containerSecurityContext.capabilities.add[]': (name) => ({ containerSecurityContext: { addCapabilities: [name] } }),
  'containerSecurityContext.capabilities.drop': inContext('dropCapabilities'),
  'containerSecurityContext.capabilities.drop[]': (name) => ({
    containerSecurityContext: { dropCapabilities: [name] },
  }),
  'containerSecurityContext.privileged': inContext('privileged'),
  'containerSecurityContext.readOnlyRootFilesystem': inContext('readOnlyRootFilesystem'),
  'containerSecurityContext.runAsNonRoot': (text) => ({ runAsUser: 1000, ...inContext('runAsNonRoot')(text) }),
  'containerSecurityContext.runAsUser': inContext('runAsUser', true),
  harnessImageConnectorRef: (imageConnector) => ({ imageConnector }),
  hostNames: later('hostNames'),
  'hostNames[]': (name) => ({ hostNames: [name] }),
  imagePullPolicy: later('imagePullPolicy', true),
  initTimeout: later('initTimeout', true),
  labels: later('labels', true),
  'labels.*': (a) => ({ labels: { a } }),
  namespace: (namespace) => ({ namespace }),
  nodeSelector: later('nodeSelector'),
  'nodeSelector.*': (a) => ({ nodeSelector: { a } }),
  os: later('os'),
  podSpecOverlay: later('podSpecOverlay', true),
  priorityClassName: (priorityClassName) => ({ priorityClassName }),
  runAsUser: later('runAsUser', true),
  serviceAccountName: (serviceAccountName) => ({ serviceAccountName }),
  tolerations: later('tolerations'),
  'tolerations[].effect': (effect) => ({ tolerations: [{ inputs: { effect } }] }),
  'tolerations[].key': (key) => ({ tolerations: [{ key }] }),
  'tolerations[].value': (value) => ({ tolerations: [{ key: 'a', value }] }),
  volumes: later('volumes'),
};

/** Places where the schema accepts a string but the package accepts no expression, with the reason. */
const WITHOUT_A_WAY: { readonly [place: string]: string } = {
  'containerSecurityContext.procMount': 'no page of Harness has it, and the package has no such setting',
  'containerSecurityContext.runAsGroup': 'no page of Harness has it, and the package has no such setting',
  'tolerations[].operator': 'it follows from whether there is a value',
};

/** Members of volumes: the schema leaves them open, and the published classes of Harness give their types. */
const OF_VOLUMES: { readonly [place: string]: { readonly way: Way; readonly takes: 'texts' | 'inputs' } } = {
  'volumes[].mountPath': { way: (path) => ({ volumes: [StageVolume.emptyDir(path)] }), takes: 'texts' },
  'volumes[].spec.size': { way: (size) => ({ volumes: [StageVolume.emptyDir('/a', { size })] }), takes: 'texts' },
  'volumes[].spec.medium': {
    way: (medium) => ({ volumes: [StageVolume.emptyDir('/a', { inputs: { medium } })] }),
    takes: 'texts',
  },
  'volumes[].spec.path': { way: (path) => ({ volumes: [StageVolume.hostPath('/a', path)] }), takes: 'texts' },
  'volumes[].spec.type': {
    way: (type) => ({ volumes: [StageVolume.hostPath('/a', '/b', { inputs: { type } })] }),
    takes: 'texts',
  },
  'volumes[].spec.claimName': {
    way: (claim) => ({ volumes: [StageVolume.persistentVolumeClaim('/a', claim)] }),
    takes: 'texts',
  },
  'volumes[].spec.readOnly': {
    way: (text) => ({
      volumes: [StageVolume.persistentVolumeClaim('/a', 'b', { inputs: { readOnly: asInput(text) } })],
    }),
    takes: 'inputs',
  },
};

const LEAST = { connectorRef: 'cluster', namespace: 'builds' };

/** Splits `a.b[].*` into its members. */
const stepsOf = (place: string) => place.replaceAll('[]', '.0').replaceAll('*', 'a').split('.');

function placed(steps: readonly string[], text: string): unknown {
  if (steps.length === 0) return text;
  const [step, ...rest] = steps;
  return step === '0' ? [placed(rest, text)] : { [step]: placed(rest, text) };
}

function isTakenByVendor(place: string, text: string): boolean {
  const spec = { ...LEAST, ...(placed(stepsOf(place), text) as object) };
  return infrastructureProblems({ type: 'KubernetesDirect', spec }).length === 0;
}

/** The value at the place of the document, unless the string is refused. */
function written(way: Way, place: string, text: string): unknown {
  let infrastructure: { spec: unknown };
  try {
    infrastructure = infrastructureOf(way(text)).toDocument().infrastructure as { spec: unknown };
  } catch {
    return 'refused';
  }
  expect(infrastructureProblems(infrastructure)).toEqual([]);
  return stepsOf(place).reduce((value, step) => (value as { [step: string]: unknown })[step], infrastructure.spec);
}

const TEXTS = [INPUT, EXPRESSION, WITHIN_A_TEXT];
const PLACES = infrastructurePlaces();
const takesText = (place: string) => TEXTS.some((text) => isTakenByVendor(place, text));

describe("every place of the vendor's schema", () => {
  test('that accepts a runtime input or an expression can be set to one, except those with a reason', () => {
    expect(PLACES.length).toBeGreaterThan(40);
    expect(PLACES.filter(takesText)).toEqual([...Object.keys(WAYS), ...Object.keys(WITHOUT_A_WAY)].sort());
  });

  test.each(Object.keys(WAYS))('%s accepts a runtime input exactly where the vendor does', (place) => {
    expect(isTakenByVendor(place, INPUT)).toBe(true);
    expect(written(WAYS[place], place, INPUT)).toBe(INPUT);
  });

  test.each(Object.keys(WAYS))(
    '%s takes an expression, alone and within a string, exactly where Harness does',
    (place) => {
      for (const text of [EXPRESSION, WITHIN_A_TEXT]) {
        expect(written(WAYS[place], place, text)).toBe(isTakenByVendor(place, text) ? text : 'refused');
      }
    },
  );

  test.each(Object.entries(WITHOUT_A_WAY))('%s accepts no other expression: %s', (place) => {
    expect(takesText(place)).toBe(true);
  });
});

describe('every member of a volume', () => {
  test.each(Object.entries(OF_VOLUMES))('%s accepts what the classes of Harness accept', (place, { way, takes }) => {
    expect(PLACES).not.toContain(place);
    expect(written(way, place, INPUT)).toBe(INPUT);
    for (const text of [EXPRESSION, place.endsWith('ath') ? '/cache/<+pipeline.variables.x>' : WITHIN_A_TEXT]) {
      expect(written(way, place, text)).toBe(takes === 'texts' ? text : 'refused');
    }
  });
});
