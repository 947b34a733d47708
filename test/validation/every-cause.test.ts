import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CAUSES, type CauseCode } from 'harness-constructs/connector-test';
import { CONNECTOR, probeOf, validate } from '../testkit/connector-validation';
import { FakePlatform } from '../testkit/harness-platform';
import { PLATFORM_FAILURES } from '../testkit/platform-failures';

describe('a failure on the side of the platform', () => {
  test.each(PLATFORM_FAILURES.map((failure) => [failure.probe, failure.code, failure.name, failure] as const))(
    'is reported by the probe %s as %s: %s',
    async (probe, code, _name, { choices, insides, evidence = '', arrange }) => {
      const platform = await FakePlatform.start();
      try {
        platform.addConnector(CONNECTOR);
        platform.addDelegate({ name: 'ci-delegate', tags: ['ci', 'linux-amd64'] });
        arrange(platform);
        // Waiting does not help here.
        const patience = { timeoutSeconds: 0.001 };
        const other = probe === 'connected' ? 'harness' : 'connected';
        const policies = { [other]: 'skip', [probe]: 'required' };
        const result = await validate(
          platform,
          { ...patience, policies, ...choices },
          { leastTime: 10_000, ...insides },
        );
        const { findings, status } = probeOf(result, probe);
        expect({ codes: findings.map((finding) => finding.code), status, whole: result.status }).toEqual({
          codes: [code],
          status: 'failed',
          whole: 'FAILURE',
        });
        expect(findings[0]).toMatchObject({ probe, fix: CAUSES[code].fix });
        expect(findings[0].evidence).toContain(evidence);
        expect(platform.offences).toEqual([]);
      } finally {
        await platform.stop();
      }
    },
  );
});

describe('the list of causes', () => {
  const causes = Object.keys(CAUSES) as CauseCode[];
  const pairs = causes.flatMap((code) => CAUSES[code].probes.map((probe) => `${probe} ${code}`));

  test('is produced completely by the tests, for each probe that reports a cause', () => {
    // Some causes need a real API server.
    const clusterTests = [join(__dirname, 'cluster'), join(__dirname, '..', 'cluster')].map(textsIn).join('\n');
    const produced = [
      ...PLATFORM_FAILURES.map(({ probe, code }) => `${probe} ${code}`),
      ...causes.filter((code) => clusterTests.includes(`'${code}'`)).map((code) => `cluster ${code}`),
    ];
    expect(pairs.filter((pair) => !produced.includes(pair))).toEqual([]);
    expect(produced.filter((pair) => !pairs.includes(pair))).toEqual([]);
  });

  test.each(causes)('gives the meaning and the fix of %s', (code) => {
    const { meaning, fix } = CAUSES[code];
    expect(meaning).toMatch(/^(?:[a-z]|Harness ).*[^.]$/);
    expect(fix).toMatch(/^[A-Z].*\.$/);
  });
});

/** Joins the contents of all tests in a folder. */
function textsIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
}
