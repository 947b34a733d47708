/** Documents for Harness: names, scopes, expressions, runtime inputs. */
export {
  checkExpression,
  checkInput,
  checkTextOrExpression,
  EXPRESSION_OR_TEXT,
  INPUT,
  isExpression,
  orExpression,
  RuntimeInput,
  type RuntimeInputOptions,
  textOf,
} from './expressions';
export { documentsOf, type WrittenDocument } from './documents-of-app';
export { claimDocument, copied, defined, durationText, HarnessDocument } from './harness-document';
export {
  checkDescription,
  checkScope,
  checkSecretReference,
  folderOf,
  HarnessScope,
  IDENTIFIER,
  identifierOf,
  overlap,
  referenceFrom,
  resolveNames,
  SCOPE,
  secretReferenceFrom,
} from './scope';
