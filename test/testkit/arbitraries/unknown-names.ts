/** Names of members that no struct has. */
import * as fc from 'fast-check';
import { TABLE } from '../../../lib/core/checks/structs.generated';

/** Every name in the struct table, and the enumerations, instances and kinds with them. */
const KNOWN = new Set(TABLE.match(/\w+/g));

/**
 * Names that JavaScript allows for members and no struct has, with any mix of letters, digits and underscores. They are too
 * short to look like a token, which an error would hide: the shortest has 20 characters.
 */
export const unknownNames = fc.stringMatching(/^[a-z][A-Za-z0-9_]{11,18}$/).filter((name) => !KNOWN.has(name));
