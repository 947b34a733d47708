/** A third-party construct, here from cdk8s-plus, as a Pulumi component. */
import * as pulumi from '@pulumi/pulumi';
import * as kplus from 'cdk8s-plus-28';
import { asString, Cdk8sComponent } from 'harness-constructs/pulumi';

const config = new pulumi.Config();

const cache = new Cdk8sComponent('cache', {
  namespace: 'tools',
  build: (chart) =>
    new kplus.Deployment(chart, 'Cache', {
      replicas: 1,
      containers: [
        {
          image: 'redis:8',
          portNumber: 6379,
          securityContext: { ensureNonRoot: false, readOnlyRootFilesystem: false },
          envVariables: { REGION: kplus.EnvValue.fromValue(asString(config.requireSecret('region'))) },
        },
      ],
    }).exposeViaService(),
});

export const resources = [...cache.resources.keys()];
