/**
 * COUNT farms under mocks of Pulumi's engine, HOW: `components`, or `by-hand`: each farm is synthesized by cdk8s, and its
 * objects are registered one by one. Prints the CPU time until everything is registered, in ms.
 */
const pulumi = require('@pulumi/pulumi');
const { Chart } = require('cdk8s');
const { CiBuildInfra, DelegateImage, DelegateToken, HarnessApp } = require('harness-constructs');
const components = require('harness-constructs/pulumi');

const [, , count, how] = process.argv;
const VERSION = require('@pulumi/kubernetes/package.json').version;

class KubernetesObject extends pulumi.CustomResource {}

const props = (index) => ({
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: `ci-${index}`,
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
  delegateNamespace: `delegates-${index}`,
  buildNamespaces: [`builds-${index}-a`, `builds-${index}-b`],
});

const farms = {
  components: (index) => new components.CiBuildInfra(`farm-${index}`, props(index)),
  'by-hand': (index) => {
    const name = `farm-${index}`;
    const parent = new pulumi.ComponentResource('bench:index:Farm', name);
    const chart = new Chart(new HarnessApp(), name);
    new CiBuildInfra(chart, 'Farm', props(index));
    for (const object of chart.toJson()) {
      const { apiVersion, kind, metadata } = object;
      const type = `kubernetes:${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;
      const path = [name, kind, metadata.namespace, metadata.name].join('/');
      // As the typed classes do.
      new KubernetesObject(type, path, { ...object, status: undefined }, { parent, version: VERSION });
    }
  },
};

let registered = 0;
async function main() {
  const mocks = {
    newResource: ({ name, inputs }) => {
      registered++;
      return { id: name, state: inputs };
    },
    call: () => ({}),
  };
  await pulumi.runtime.setMocks(mocks, 'project', 'stack', false);
  const start = process.cpuUsage();
  for (let index = 0; index < Number(count); index++) {
    farms[how](index);
  }
  await pulumi.runtime.waitForRPCs();
  const { user, system } = process.cpuUsage(start);
  if (registered < Number(count) * 15) {
    throw new Error(`only ${registered} resources`);
  }
  console.log((user + system) / 1000);
}
void main();
