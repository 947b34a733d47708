import { CiStep, StepConnector, StepShell } from '../../lib/pipeline';
import { stageDocument } from './stages';

const connector = StepConnector.dockerHub('account.d');

function specOf(options: object) {
  const step = CiStep.background('Database', { connector, image: 'postgres:16', ...options });
  return stageDocument({ steps: [step] }).spec.execution.steps[0].step.spec;
}

describe('the shell of a background step', () => {
  test.each(Object.values(StepShell))('is written without a command: %s', (shell) => {
    expect(specOf({ shell })).toMatchObject({ shell });
    expect(specOf({ shell })).not.toHaveProperty('command');
  });

  test('is not written if neither a command nor a shell is given', () => {
    expect(specOf({})).not.toHaveProperty('shell');
  });
});
