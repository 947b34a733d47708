/** What programs print to standard error, in short: `npm run test:programs` runs all the others. */
import { temporaryFolders } from './folders';
import { runProgram } from './programs';

const newFolder = temporaryFolders();

const run = (code: string) =>
  runProgram(newFolder(), 'main.js', `const app = new HarnessApp(); const farm = addFarm(app); ${code}`);

it("synth() prints the farm's summary to standard error, and nothing on standard output", () => {
  const { stderr, stdout, status } = run('app.synth(); console.log(farm.summary());');
  expect(stderr).toBe(`\n${stdout}`);
  expect(stdout).toContain('dist-harness/connectors/account/ci.yaml');
  expect(status).toBe(0);
});

it('a program that only prints a summary prints a warning', () => {
  expect(run('console.log(farm.summary());').stderr).toMatch(
    /^harness-constructs: a HarnessApp with objects was never rendered.*"dist".*app\.synth\(\)/m,
  );
});
