/** Who writes the objects of an app: HarnessApp and Pulumi lose nothing, and need no more than this file. */
import type { App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { engineOf } from '../late/engine';
import { refuseWhileWriting, type Root, type Writing } from './other-apps';

/**
 * Adds a validation that runs only while an app that is no HarnessApp writes in one of the ways. Under HarnessApp and under
 * Pulumi, nothing is added.
 */
export function refuseInOtherApps(construct: IConstruct, ways: readonly Writing[], validate: () => string[]): void {
  if (isWrittenByCdk8s(construct.node.root)) {
    refuseWhileWriting(construct, ways, validate);
  }
}

/**
 * Whether cdk8s writes the files: for every app, whatever class and copy of cdk8s it comes from, except HarnessApp, its
 * subclasses, and those of other copies of this package. A subclass of App with a `synth()` of its own calls that of cdk8s.
 */
export function isWrittenByCdk8s(root: Root): root is App {
  const isWrittenByUs = 'documentOutdir' in root || engineOf(root) !== undefined;
  return !isWrittenByUs && typeof root.synth === 'function' && typeof root.synthYaml === 'function';
}
