import * as fc from 'fast-check';
import { HarnessScope } from '../../../lib/document';
import { anyFactory } from './recorded';

const identifier = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{3,20}$/).map((text) => `${text}_`);

/** A scope of Harness. */
export const scope = anyFactory(HarnessScope, {
  account: fc.constant([]),
  organization: fc.tuple(identifier),
  project: fc.tuple(identifier, identifier),
});
