import { DelegateImage, ProxyScheme } from '../../lib/delegate';
import { CiStep, ImageRegistry, StageRouting, StepConnector } from '../../lib/pipeline';
import { refused } from '../testkit/refused';
import { objectsOf } from '../testkit/synth';
import { synthInfra } from './infras';

const image = DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:26.02.88404.minimal');
const STEPS = [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];
const KANIKO = CiStep.buildAndPush('Push', {
  connector: StepConnector.dockerHub('account.docker_hub'),
  registry: ImageRegistry.docker('example/app'),
  tags: ['1'],
});

describe('a farm with its own legacy delegate', () => {
  test('accepts the settings of a legacy delegate', () => {
    const delegateOptions = {
      javaOptions: '-Xms128M',
      pollForTasks: true,
      proxy: { host: 'proxy.example.com', port: 3128, scheme: ProxyScheme.HTTP },
    };
    const { manifests } = synthInfra({ image, delegateOptions });
    const { env } = objectsOf(manifests, 'Deployment')[0].spec.template.spec.containers[0];
    for (const [name, value] of Object.entries({ JAVA_OPTS: '-Xms128M', POLL_FOR_TASKS: 'true', PROXY_PORT: '3128' })) {
      expect(env).toContainEqual({ name, value });
    }
  });

  test('routes its stages to it, and allows steps that the new delegate does not support', () => {
    const { farm } = synthInfra({ image });
    const stage = farm.stage({ name: 'Build', steps: [...STEPS, KANIKO] });
    expect(stage.routing).toBe(StageRouting.LEGACY_DELEGATE);
    expect(JSON.stringify(stage.toDocument())).not.toContain('HARNESS_CI_INTERNAL_ROUTE_TO_RUNNER');
    const overlay = farm.stage({
      name: 'Overlay',
      steps: STEPS,
      infrastructureOptions: {
        podSpecOverlay: {
          topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', matchLabels: { team: 'a' } }],
        },
      },
    });
    expect(overlay.routing).toBe(StageRouting.LEGACY_DELEGATE);
  });

  test('refuses a stage that is routed to the new delegate', () => {
    const { farm } = synthInfra({ image });
    const routed = { name: 'Build', steps: STEPS, routing: StageRouting.STAGE_VARIABLE };
    expect(refused(() => farm.stage(routed))).toMatchObject({ property: 'routing' });
  });

  test('has a connector that inherits from it', () => {
    const { farm } = synthInfra({ image });
    const document = JSON.stringify((farm.connector as unknown as { toDocument(): object }).toDocument());
    expect(document).toContain('"delegateSelectors":["ci"]');
  });

  test('does not mention the closed beta in its summary', () => {
    const { farm } = synthInfra({ image });
    expect(farm.summary()).not.toMatch(/new delegate|HARNESS_CI_INTERNAL|PL_USE_RUNNER/);
  });
});
