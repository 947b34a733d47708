import type { IConstruct } from 'constructs';
import { renderingOnce } from '../core';

/**
 * Summaries of the outermost constructs that have a `summary()`, in tree order. A summary that fails is reported but
 * does not throw, because the files are already written.
 */
export function summariesIn(construct: IConstruct): string[] {
  return renderingOnce(() => summariesBelow(construct));
}

function summariesBelow(construct: IConstruct & { readonly summary?: unknown }): string[] {
  const { summary } = construct;
  if (typeof summary !== 'function' || summary.length > 0) {
    return construct.node.children.flatMap((child) => summariesBelow(child));
  }
  try {
    const text: unknown = summary.call(construct);
    return typeof text === 'string' ? [text] : [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [`harness-constructs: no summary of [${construct.node.path}]: ${reason}`];
  }
}
