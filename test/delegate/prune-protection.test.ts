import * as fc from 'fast-check';
import { DelegateAccess } from '../../lib/access';
import { BuildFarmNamespace } from '../../lib/build-namespace';
import { ConnectorAccount } from '../../lib/connector';
import { DelegateProfile, HarnessDelegate, type HarnessDelegateProps } from '../../lib/delegate';
import type { CiBuildInfraProps } from '../../lib/farm';
import { LEAST, synthInfra } from '../farm/infras';
import { type Manifest, newChart, synth } from '../testkit/synth';
import { runs } from '../testkit/arbitraries/runs';

const ARGO_CD = 'argocd.argoproj.io/sync-options';
const FLUX = 'kustomize.toolkit.fluxcd.io/prune';

/** Whether both engines keep the object when it is no longer in their source. */
function isKept({ metadata: { annotations = {} } }: Manifest): boolean {
  const options = (annotations[ARGO_CD] ?? '').split(',');
  return options.includes('Prune=false') && annotations[FLUX] === 'disabled';
}

/** The kept objects, and those that are not, among those whose loss loses builds. */
function keptOf(manifests: readonly Manifest[]) {
  const all = manifests.filter(({ kind }) => kind === 'Namespace' || kind === 'Deployment');
  return { all: all.length, kept: all.filter(isKept).length };
}

function delegate(props: Partial<HarnessDelegateProps> = {}): Manifest[] {
  const chart = newChart();
  const { accountId, delegateName, image, token } = LEAST as Required<CiBuildInfraProps>;
  new HarnessDelegate(chart, 'D', {
    ...{ accountId, delegateName, image, token },
    access: DelegateAccess.none(),
    ...props,
  });
  return synth(chart);
}

describe('Argo CD and Flux do not prune', () => {
  test('Namespaces and Deployments of a delegate', () => {
    expect(keptOf(delegate())).toEqual({ all: 2, kept: 2 });
  });

  test('Namespaces and Deployments of a farm', () => {
    expect(keptOf(synthInfra({ buildNamespaces: ['a', 'b'] }).manifests)).toEqual({ all: 4, kept: 4 });
    expect(keptOf(synthInfra({ sharedNamespace: true }).manifests)).toEqual({ all: 2, kept: 2 });
  });

  test('the Namespace of a build namespace or of a connector account', () => {
    const chart = newChart();
    new BuildFarmNamespace(chart, 'Builds');
    new ConnectorAccount(chart, 'Account', { access: DelegateAccess.none() });
    expect(keptOf(synth(chart))).toEqual({ all: 2, kept: 2 });
  });

  test('but no other object is kept, and pods do not change', () => {
    const manifests = delegate();
    expect(manifests.filter(isKept).map(({ kind }) => kind)).toEqual(['Namespace', 'Deployment']);
    const template = JSON.stringify((manifests.find(({ kind }) => kind === 'Deployment') as any).spec.template);
    expect(template).not.toMatch(/argocd|fluxcd/);
  });
});

describe('the protection is off', () => {
  test('with unsafeAllowPruning', () => {
    expect(keptOf(delegate({ unsafeAllowPruning: true })).kept).toBe(0);
    expect(keptOf(synthInfra({ unsafeAllowPruning: true }).manifests).kept).toBe(0);
    const onlyDelegate = synthInfra({ delegateOptions: { unsafeAllowPruning: true } }).manifests;
    expect(keptOf(onlyDelegate)).toEqual({ all: 3, kept: 1 });
    const chart = newChart();
    new BuildFarmNamespace(chart, 'Builds', { unsafeAllowPruning: true });
    new ConnectorAccount(chart, 'Account', { access: DelegateAccess.none(), unsafeAllowPruning: true });
    expect(keptOf(synth(chart)).kept).toBe(0);
  });

  test('in the documented profile, which is to the letter, unless it is asked for', () => {
    expect(keptOf(delegate({ profile: DelegateProfile.DOCUMENTED })).kept).toBe(0);
    expect(keptOf(delegate({ profile: DelegateProfile.DOCUMENTED, unsafeAllowPruning: false }))).toEqual({
      all: 2,
      kept: 2,
    });
  });
});

describe('annotations of the user', () => {
  const annotationsWith = (annotations: { [key: string]: string }) =>
    delegate({ annotations }).find(({ kind }) => kind === 'Namespace')!.metadata.annotations!;

  test('that decide about pruning win', () => {
    expect(annotationsWith({ [FLUX]: 'enabled' })).toMatchObject({ [FLUX]: 'enabled' });
    expect(annotationsWith({ [ARGO_CD]: 'Validate=false, Prune=confirm' })[ARGO_CD]).toBe(
      'Validate=false, Prune=confirm',
    );
  });

  test('with other options of Argo CD are merged', () => {
    const option = fc.constantFrom('Validate=false', 'Replace=true', 'ServerSideApply=true', 'Delete=false', 'X=y');
    fc.assert(
      fc.property(fc.uniqueArray(option, { minLength: 1 }), (options) => {
        const merged = annotationsWith({ [ARGO_CD]: options.join(',') })[ARGO_CD].split(',');
        expect(merged).toEqual([...options, 'Prune=false']);
      }),
      { numRuns: runs(50) },
    );
  });
});
