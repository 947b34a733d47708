/** Which images the containers of build pods can have. */
import { derived, inWords, type PropertyChecks } from '../core';
import {
  type AdmissionRule,
  type AdmittedImages,
  admittedInCel,
  type AllowedImages,
  checkImagePatterns,
  VOLUMES,
} from '../build-pods';
import { type Opened, REASON } from './isolation';
import type { BuildVolumeType } from './volume-types';

/** Keeps pods from other images. Ephemeral containers too, and files of an image that a volume has. */
export function imageRule(images: AdmittedImages, volumeTypes: readonly BuildVolumeType[]): AdmissionRule {
  const ofVolumes = `${VOLUMES}.filter(v, has(v.image)).map(v, v.image.?reference.orValue(""))`;
  const all = [
    'variables.containers.map(c, c.?image.orValue(""))',
    ...(volumeTypes.some(({ _type }) => _type === 'image') ? [ofVolumes] : []),
  ];
  return {
    expression: `(${all.join(' + ')}).all(m, ${admittedInCel(images, 'm')})`,
    message: messageOf(images.allowed),
  };
}

/** Patterns that a message shows; the list can be long. */
const SHOWN = 12;

function messageOf(allowed: AllowedImages): string {
  const { _patterns: patterns, _needsDigest, _options } = allowed;
  const more = patterns.length > SHOWN ? ` and ${patterns.length - SHOWN} others` : '';
  const which = patterns.slice(0, SHOWN).join(', ') + more;
  const digest = _needsDigest ? ', with a digest (@sha256:…)' : '';
  const harness = _options === undefined ? '' : ', and those that Harness itself uses';
  return `Build containers must use images that the namespace allows: ${which}${digest}${harness}. Change the image of the step, ${_needsDigest ? 'add its digest, ' : ''}or ask the owner of the farm to add it to allowedImages.`;
}

/** CEL for the images of a pod that an update can change. */
function imagesOf(pod: string): string {
  return `${pod}.spec.containers.map(c, c.?image.orValue("")) + ${pod}.spec.?initContainers.orValue([]).map(c, c.?image.orValue(""))`;
}

/** A condition of a policy. */
interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

/** An update can give a container another image, and the node then restarts it. */
const CHANGES_IMAGES = `${imagesOf('object')} != ${imagesOf('oldObject')}`;

/** The conditions of a policy that also applies to updates of images. All other updates of a pod are left alone, as before. */
export function withImageUpdates(conditions: readonly MatchCondition[]): MatchCondition[] {
  const others = conditions.slice(0, -1);
  const last = conditions.at(-1);
  return last === undefined
    ? [
        {
          name: 'is-new-or-changes-images',
          expression: `request.operation == "CREATE" || request.?subResource.orValue("") != "" || ${CHANGES_IMAGES}`,
        },
      ]
    : [...others, { ...last, expression: derived([last.expression], (known) => `${known} || (${CHANGES_IMAGES})`) }];
}

/** What a reviewer is told of a list without the images of Harness. */
export function openedByImages(images: AdmittedImages | undefined): Opened[] {
  const without = images?.allowed._without;
  return without === undefined ? [] : [{ what: 'No images of Harness', reason: without.reason }];
}

/** Throws for a list that admits nothing, for patterns that match no image, and where there is no policy. `why` says why. */
export function checkAllowedImages(checks: PropertyChecks, allowed: AllowedImages, why?: string): void {
  checkImagePatterns(checks, 'allowedImages', allowed);
  if (allowed._without !== undefined) {
    checks.text('allowedImages.reason', allowed._without.reason, REASON);
  }
  if (why !== undefined) {
    const needed = `no value, because there is no admission policy: ${why}`;
    const remedy = 'Remove it. Without a policy, build pods can have any image.';
    checks.refuse('allowedImages', inWords(allowed.toString()), needed, remedy);
  }
}
