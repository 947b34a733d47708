import * as fc from 'fast-check';
import { parse } from 'yaml';
import { KubernetesCredentials } from '../../lib/connector';
import { DelegateSelection } from '../../lib/reference';
import { connectorWith, MASTER } from '../connector/connectors';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { yamlString } from '../testkit/arbitraries/yaml-strings';

const notBlank = yamlString.filter((one) => one.trim() !== '');
const tag = yamlString.filter((one) => one !== '' && !/[,\s\p{Cc}]/u.test(one));

const connectors = fc
  .record({
    description: yamlString,
    tags: fc.dictionary(notBlank, yamlString, { maxKeys: 4 }),
    delegateTags: fc.uniqueArray(tag, { minLength: 1, maxLength: 3 }),
    username: notBlank,
  })
  // A placeholder of the documented manifests is refused.
  .filter((given) => !/PUT_YOUR_/i.test(JSON.stringify(given)));

/** Readers of each version of YAML. */
const READERS = { '1.1': { version: '1.1' }, '1.2': { version: '1.2' }, core: { schema: 'core' } } as const;

test('any connector has the same meaning for YAML 1.1 and 1.2 readers', () => {
  fc.assert(
    fc.property(connectors, ({ description, tags, delegateTags, username }) => {
      const connector = connectorWith({
        description,
        tags,
        delegates: DelegateSelection.withTags(delegateTags),
        credentials: KubernetesCredentials.usernamePassword(MASTER, { username, passwordRef: 'account.password' }),
      });
      const written = connector.toYaml();
      const meant = JSON.stringify(connector.toDocument());
      for (const reader of Object.values(READERS)) {
        expect(JSON.stringify(parse(written, reader))).toBe(meant);
      }
      expect(connector.toDocument()).toMatchObject({ connector: { description } });
      expect(connector.toYaml()).toBe(written);
    }),
    { seed: SEED, numRuns: runs(400) },
  );
});
