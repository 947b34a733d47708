/** Documents that no app writes: cdk8s' own App writes Kubernetes objects only. */
import type { IConstruct } from 'constructs';
import { HarnessConstructsError, refuseInOtherApps } from '../core';

/** Adds the check to a document: `isLost` is asked at `App.synth()`, unless the app writes documents. */
export function refuseIfLost(document: IConstruct & { readonly documentPath?: string }, isLost: () => boolean): void {
  refuseInOtherApps(document, ['synth'], () => (isLost() ? [lost(document.documentPath)] : []));
}

function lost(documentPath = ''): string {
  return new HarnessConstructsError({
    constructPath: '',
    property: 'documentPath',
    problem: 'the App of cdk8s writes no Harness documents',
    given: JSON.stringify(documentPath),
    allowed: 'a HarnessApp, or a call of toYaml() before synth()',
    remedy: 'Use HarnessApp instead of App, or write the result of toYaml() to a file before synth().',
  }).summary;
}
