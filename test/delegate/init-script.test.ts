import * as fc from 'fast-check';
import { covers } from '../testkit/covers';
import { environmentOf, synthDelegate } from './delegates';
import { expand } from './kubernetes-expansion';

/** Variables before the script, whose values would replace `$(…)`. */
const KNOWN = { HARNESS_DELEGATE_NAME: 'ci', HARNESS_ACCOUNT_ID: 'x', date: 'WRONG', a: 'WRONG', '': 'WRONG' };

function writtenFor(text: string): string {
  return environmentOf(synthDelegate({ initScript: text }).container).HARNESS_INIT_SCRIPT;
}

describe('the expansion that Kubernetes does', () => {
  test.each([
    ['$(a)', 'WRONG'],
    ['$(unknown)', '$(unknown)'],
    ['$$(a)', '$(a)'],
    ['$$$(a)', '$WRONG'],
    ['$$$$(a)', '$$(a)'],
    ['$a ${a} $', '$a ${a} $'],
    ['$(a', '$(a'],
    ['a$$b$$', 'a$b$'],
  ])('makes %s into %s', (value, expanded) => {
    expect(expand(value, KNOWN)).toBe(expanded);
  });
});

describe('the init script', () => {
  test.each([
    'echo hello',
    'echo $(date)',
    'echo $$',
    'kill $$; echo $$$',
    'echo $$(date)',
    'echo ${HOME} $HOME "$1" $@ $# $? $!',
    'echo $((1 + 2)) $((a))',
    "x=`date`; echo \\$(date) '$(date)'",
    'cat <<EOF\n$(HARNESS_DELEGATE_NAME)\nEOF\n',
    'echo $(cat $(ls))$(echo',
    'echo $',
    '$()',
    '$($(a)$$)',
  ])('reaches the shell as you wrote it: %j', (text) => {
    covers('S003.delegate.script-rights');
    expect(expand(writtenFor(text), KNOWN)).toBe(text);
  });

  test('reaches the shell unchanged, for any script', () => {
    const text = fc.array(fc.constantFrom('$', '$', '(', ')', 'a', '{', '}', 'date', ' ', '\\', 'ä'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        text.map((parts) => parts.join('')),
        (script) => expand(writtenFor(script), KNOWN) === script,
      ),
      { numRuns: 150, seed: 1 },
    );
  });

  // kubernetes#136323: a node of 1.34 breaks the character after a single $, and does not start the container.
  test('leaves no single $ before a non-ASCII character, which some nodes break', () => {
    const singles = writtenFor('echo $é $$é $(date)é').replaceAll('$$', '');
    expect(singles).not.toMatch(/\$\P{ASCII}/u);
  });

  test('stays legible if nothing must be escaped', () => {
    expect(writtenFor('echo ${HOME} $HOME')).toBe('echo ${HOME} $HOME');
  });

  test('adds no variable if there is none', () => {
    expect(Object.keys(environmentOf(synthDelegate().container))).not.toContain('HARNESS_INIT_SCRIPT');
  });
});

describe('strings of other properties', () => {
  test('reach the delegate as you wrote them', () => {
    const tags = ['$(HARNESS_DELEGATE_NAME)', 'a$$b'];
    const managerEndpoint = 'https://harness.internal/$(HARNESS_ACCOUNT_ID)/$$';
    const environment = environmentOf(synthDelegate({ tags, managerEndpoint }).container);
    expect(expand(environment.HARNESS_DELEGATE_TAGS, KNOWN)).toBe(tags.join(','));
    expect(expand(environment.HARNESS_MANAGER_HOST_AND_PORT, KNOWN)).toBe(managerEndpoint);
  });
});
