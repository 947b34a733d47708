/** The image of the delegate. */
import { type ChartValue, declared, undeclared } from './chart-value';
import { CHART_IMAGE } from './chart-version';

export const IMAGE_VALUES: readonly ChartValue[] = [
  declared('delegateDockerImage', 'text', CHART_IMAGE, {
    property: 'image',
    note: 'Named exactly: there is no default version.',
  }),
  declared('image.pullPolicy', 'text', 'Always', {
    property: 'imagePullPolicy',
    note: 'By default an image that cannot change is pulled once.',
  }),
  undeclared('image.registry', 'text', {
    property: 'image',
    note: 'DelegateImage.fromParts(); the chart heeds it only beside image.repository.',
  }),
  undeclared('image.repository', 'text', { property: 'image', note: 'It makes the chart ignore delegateDockerImage.' }),
  undeclared('image.tag', 'text', {
    property: 'image',
    note: 'The chart heeds it only beside image.repository, and takes a version of its own without it.',
  }),
  declared('imagePullSecret', 'text', '', { property: 'imagePullSecrets', note: 'A list instead of one.' }),
];
