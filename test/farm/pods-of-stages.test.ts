/** The pod that Harness makes of a stage, against what Pod Security wants at the level restricted. */
import { BuildIsolation } from '../../lib/build-namespace';
import { CiStep, StepConnector } from '../../lib/pipeline';
import { type BuildPod, podOf } from '../testkit/build-pods/fixture';
import { podOfStage } from '../testkit/build-pods/of-stage';
import { AUDITED, RESTRICTED } from '../testkit/isolations';
import { synthInfra } from './infras';

const connector = StepConnector.dockerHub('account.docker_hub');

function podIn(isolation: BuildIsolation, runAsUser?: number): BuildPod {
  const { farm } = synthInfra({ isolation });
  const steps = [CiStep.run('Test', { image: 'node:24', connector, command: 'npm test', runAsUser })];
  return podOfStage(farm.stage({ name: 'Build', steps }).toDocument());
}

/** The security contexts of a pod and of all its containers. */
function contextsOf(pod: BuildPod) {
  const { spec } = podOf(pod) as any;
  const containers: any[] = [...spec.initContainers, ...spec.containers];
  return { ofPod: spec.securityContext, ofContainers: containers.map(({ securityContext }) => securityContext) };
}

test.each([RESTRICTED, AUDITED])('each container has what a stage can set, and no seccomp profile: %s', (isolation) => {
  const { ofPod, ofContainers } = contextsOf(podIn(isolation));
  const context = {
    privileged: false,
    allowPrivilegeEscalation: false,
    runAsNonRoot: true,
    capabilities: { drop: ['ALL'] },
  };
  expect(ofPod).toEqual({ runAsUser: 1000 });
  expect(ofContainers).toEqual([context, context, context]);
});

test('under baseline containers have no context but the user of their step', () => {
  const { ofPod, ofContainers } = contextsOf(podIn(BuildIsolation.baseline(), 0));
  expect(ofPod).toBeUndefined();
  expect(ofContainers).toEqual([{ privileged: false }, { privileged: false }, { privileged: false, runAsUser: 0 }]);
});

test('each field has a source', () => {
  for (const [path, , source] of podIn(AUDITED, 2000)) {
    expect([path, source]).toEqual([path, expect.stringMatching(/^https:\/\/[^ ]+$/)]);
  }
});
