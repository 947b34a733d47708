import * as fc from 'fast-check';
import { HarnessScope } from '../../../lib/document';
import { anyFactory } from './recorded';

const identifier = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{3,20}$/).map((text) => `${text}_`);

/** Identifiers that Harness writes to labels. */
const labeled = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{3,20}$/).map((text) => `${text}9`);

/** Scopes whose builds a namespace can admit. */
export const allowedProjects = fc.uniqueArray(
  anyFactory(HarnessScope, { organization: fc.tuple(labeled), project: fc.tuple(labeled, labeled) } as never),
  { minLength: 1, maxLength: 3, selector: String },
);

/** A scope of Harness. */
export const scope = anyFactory(HarnessScope, {
  account: fc.constant([]),
  organization: fc.tuple(identifier),
  project: fc.tuple(identifier, identifier),
});
