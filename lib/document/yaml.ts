import type { ScalarTag } from 'yaml';
import { yamlLibrary } from '../values';

/** What older readers of YAML 1.1 take for a line break, for no text at all, or for a tag of its own. */
const TROUBLESOME = /^=$|[\t\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A number that JavaScript writes as 1e+21: readers of YAML 1.1 take it for a number with a point alone, as 1.0e+21. */
const EXPONENTIAL: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => typeof value === 'number' && String(value).includes('e'),
  test: /^[-+]?[0-9]+\.[0-9]+e[-+][0-9]+$/,
  resolve: Number,
  stringify: ({ value }) => String(value).replace(/^(-?[0-9]+)e/, '$1.0e'),
};

/**
 * The document as YAML. Every text that a reader of YAML 1.1 or 1.2 would take for something else is quoted, which the
 * library underneath cdk8s does for one of the two only.
 */
export function toYaml(document: object): string {
  const { Document, visit } = yamlLibrary();
  const tree = new Document(document, {
    version: '1.2',
    compat: 'yaml-1.1',
    aliasDuplicateObjects: false,
    customTags: (tags) => [EXPONENTIAL, ...tags],
  });
  visit(tree, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value === 'string' && TROUBLESOME.test(scalar.value)) {
        scalar.type = 'QUOTE_DOUBLE';
      }
    },
  });
  // Such characters are within double quotes now, where they may be escaped.
  return tree.toString({ lineWidth: 0 }).replace(UNPRINTABLE, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
