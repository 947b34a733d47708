/** Prints the CPU time of writing the manifests of COUNT farms as YAML, or as JSON, in ms. */
const { Chart } = require('cdk8s');
const { CiBuildInfra, DelegateImage, DelegateToken, HarnessApp, HarnessScope } = require('harness-constructs');

const [, , count, format] = process.argv;
const ROUNDS = 40;

/** The manifests of farms, rendered once. */
function manifestsOfFarms() {
  const chart = new Chart(new HarnessApp(), 'farms');
  for (let index = 0; index < Number(count); index++) {
    new CiBuildInfra(chart, `Farm${index}`, {
      accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
      delegateName: `ci-${index}`,
      delegateNamespace: `harness-delegate-${index}`,
      buildNamespaces: [`harness-builds-${index}`],
      image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
      token: DelegateToken.fromSecretName('ci-delegate-token'),
      scope: HarnessScope.project('eng', 'payments'),
    });
  }
  return chart.toJson();
}

const manifests = manifestsOfFarms();

/** Leaves nothing to do but to write. */
class Given extends Chart {
  toJson() {
    return manifests;
  }
}

const app = new HarnessApp();
new Given(app, 'given');
const write = { yaml: () => app.synthYaml(), json: () => JSON.stringify(manifests) }[format];

function repeat() {
  for (let round = 0; round < ROUNDS; round++) {
    write();
  }
}

// The first rounds are for the engine's compiler.
repeat();
const start = process.cpuUsage();
repeat();
const { user, system } = process.cpuUsage(start);
console.log((user + system) / 1000);
