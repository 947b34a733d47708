import { Chart } from 'cdk8s';
import { IstioHeadlessService } from '../../lib/build-namespace';
import { KubernetesClusterConnector } from '../../lib/connector';
import { KubernetesDirectInfrastructure } from '../../lib/pipeline';
import { ImportedDelegate } from '../../lib/reference';
import { newApp } from '../testkit/synth';
import { addFarm } from './infras';

const OTHER = 'zzzzzzzzzzzzzzzzzzzzzA';

/** A chart beside that of a farm, in one app. */
function besideFarm() {
  const app = newApp();
  const farm = addFarm(new Chart(app, 'farm'), 'Farm', {});
  return { farm, chart: new Chart(app, 'other'), namespace: farm.buildNamespaces[0] };
}

describe('an account other than that of the builds in a namespace is refused:', () => {
  test('of the connector of an infrastructure', () => {
    const { chart, farm, namespace: buildNamespace } = besideFarm();
    const attributes = { accountId: OTHER, inheritsFromDelegate: true };
    const connector = KubernetesClusterConnector.fromReference(chart, 'Connector', 'account.other', attributes);
    expect(() => new KubernetesDirectInfrastructure(chart, 'I', { connector, buildNamespace })).toThrow(
      new RegExp(`other/I\\] connector: got a connector of the account ${OTHER}`),
    );
    expect(
      () => new KubernetesDirectInfrastructure(chart, 'Own', { connector: farm.connector, buildNamespace }),
    ).not.toThrow();
  });

  test('of a further delegate', () => {
    const { chart, namespace } = besideFarm();
    const attributes = { delegateName: 'other', namespace: 'other', accountId: OTHER };
    const delegate = new ImportedDelegate(chart, 'Delegate', attributes);
    expect(() => namespace.addDelegate(delegate)).toThrow(`delegate: got a delegate of the account ${OTHER}`);
  });

  test('of a Service for Istio', () => {
    const { chart, farm } = besideFarm();
    const props = { delegateNamespace: 'other', buildNamespaces: ['harness-builds'] };
    expect(() => new IstioHeadlessService(chart, 'Other', { accountId: OTHER, ...props })).toThrow(
      /buildNamespaces\[0\]: got a build namespace of the account/,
    );
    const { accountId } = farm;
    expect(() => new IstioHeadlessService(chart, 'Own', { accountId, ...props, name: 'own' })).not.toThrow();
  });
});
