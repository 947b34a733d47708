/** Checks of a farm, and of its namespaces, in a mesh. */
import { type Istio, IstioPortHandling } from '../build-namespace';
import { inWords, own, type PropertyChecks } from '../core';
import type { CiBuildInfraProps } from './props';

/** A namespace with a mesh of its own. */
export function checkMesh(
  checks: PropertyChecks,
  istio: Istio | undefined,
  props: CiBuildInfraProps,
  headlessService: boolean,
): void {
  const isOutside = props.istio === undefined && props.headlessService === undefined;
  if (isOutside && needsService(istio)) {
    checks.refuse(
      'options.istio',
      inWords('a mesh in STRICT mode'),
      'no mesh: the delegate of the farm is outside of the mesh, which would refuse its traffic',
      `Set ${own('istio')} of the farm, or pass { strict: false } to the factory of Istio if the mesh accepts plaintext.`,
    );
  }
  checkHeadlessService(checks, { istio, headlessService });
}

/** Whether the mesh refuses what does not come from its own proxies. */
function needsService(istio?: Istio): boolean {
  return istio?.strict === true && istio._options.portHandling !== IstioPortHandling.UNSAFE_EXCLUDE_PORT;
}

/** In STRICT mode, the delegate cannot reach a build without a Service that makes it known to the mesh. */
export function checkHeadlessService(
  checks: PropertyChecks,
  { istio, headlessService }: { readonly istio?: Istio; readonly headlessService?: boolean },
): void {
  if (needsService(istio) && headlessService === false) {
    checks.refuse(
      'headlessService',
      false,
      'true with Istio in STRICT mode, unless the port is excluded from the mesh',
      'Remove it, or pass { strict: false } to the factory of Istio if the mesh accepts plaintext.',
    );
  }
}
