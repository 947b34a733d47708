import { ApiObject, Chart, Duration } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { DelegateImage, DelegateToken, HarnessDelegate } from '../../lib/delegate';
import { LATE } from '../testkit/arbitraries/late';
import { withGeneration } from '../testkit/arbitraries/late-delegates';
import { type Manifest, newApp, objectOf, synth } from '../testkit/synth';
import { LEAST } from './delegates';

const REFERENCE = 'example.com/harness/delegate:1.30.1';

/** The outputs of a delegate as rendered in a user's own object. */
function embedded(props: object): { [output: string]: unknown } {
  const chart = new Chart(newApp(), 'test');
  const delegate = new HarnessDelegate(chart, 'Delegate', withGeneration({ ...LEAST, ...props }));
  const { managerEndpoint, image, imagePullPolicy, namespace, tokenSecretName, tokenSecretKey, effectiveTags } =
    delegate;
  const data = { managerEndpoint, image, imagePullPolicy, namespace, tokenSecretName, tokenSecretKey, effectiveTags };
  new ApiObject(chart, 'Own', { apiVersion: 'example.com/v1', kind: 'Own', metadata: { name: 'own' }, data });
  const own = synth(chart).find(({ kind }) => kind === 'Own') as Manifest & { data: { [output: string]: unknown } };
  return own.data;
}

function everyOutput(late: (value: string) => string) {
  return {
    managerEndpoint: late('https://harness.example.com/gateway/'),
    image: DelegateImage.of(late(REFERENCE)),
    namespace: late('ops'),
    token: DelegateToken.fromSecretName(late('ci-token'), { key: late('token') }),
    tags: [late('linux')],
  };
}

const WAYS = Object.entries(LATE).filter(([, way]) => typeof way('a') !== 'string');

test.each(WAYS)(
  "outputs that depend on %s are resolved in the program's own objects, in a plain cdk8s App",
  (_what, way) => {
    const plain = embedded(everyOutput((value) => value));
    expect(plain).toMatchObject({ image: REFERENCE, managerEndpoint: 'https://harness.example.com/gateway' });
    expect(embedded(everyOutput(way))).toEqual(plain);
  },
);

test('an image that turns out to be older than the wait for its tasks is refused at synth', () => {
  const chart = new Chart(newApp(), 'test');
  const image = DelegateImage.of(LATE['a Lazy of cdk8s']('example.com/harness/delegate:1.20.0'));
  const props = { ...LEAST, image, idleWaitBeforeStop: Duration.seconds(5) };
  new HarnessDelegate(chart, 'Delegate', withGeneration(props));
  expect(() => chart.toJson()).toThrow(/idleWaitBeforeStop: .*1\.20\.0.*version 1\.25\.2 or later/);
});

test('the Deployment and the network of a late namespace agree with those of a plain one', () => {
  const access = DelegateAccess.none();
  const [late, plain] = [LATE['a Lazy of cdk8s']('ops'), 'ops'].map((namespace) => {
    const chart = new Chart(newApp(), 'test');
    new HarnessDelegate(chart, 'Delegate', { ...LEAST, access, namespace });
    return objectOf(synth(chart), 'Deployment');
  });
  expect(late).toEqual(plain);
});
