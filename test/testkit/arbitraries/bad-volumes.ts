import { ApiObject, Chart } from 'cdk8s';
import { newApp } from '../synth';
import { bad, badLabels, type BadInput, shows } from './bad-input';

const plainObject = /an object as in the Kubernetes API/;
const volumes = [{ name: 'cache', emptyDir: {} }];
const mount = (rest: object) => ({ volumes, volumeMounts: [{ name: 'cache', mountPath: '/a', ...rest }] });
const absolute = /an absolute path/;
const relative = /a relative path without '..'/;
/** Not JSON data: a construct. */
const construct = new ApiObject(new Chart(newApp(), 'other'), 'Object', { apiVersion: 'v1', kind: 'Pod' });

export const BAD_VOLUMES: readonly BadInput[] = [
  bad(
    'a directory of the node',
    { volumes: [{ name: 'a', hostPath: { path: '/' } }] },
    'volumes[0]',
    /that the Pod Security level restricted of the namespace allows/,
    shows('hostPath'),
  ),
  ...badLabels('volumes[0].name', (name) => ({ volumes: [{ name, emptyDir: {} }] })),
  bad('a construct as volume', { volumes: [construct] }, 'volumes[0]', plainObject),
  bad(
    'two volumes of one name',
    { volumes: [...volumes, ...volumes] },
    'volumes[1].name',
    /not used in the pod yet/,
    shows('cache'),
  ),
  ...['tmp', 'working-directory'].map((name) =>
    bad(
      `a volume of one's own named ${name}`,
      { volumes: [...volumes, { name, emptyDir: {} }], readOnlyRootFilesystem: true },
      'volumes[1].name',
      /not used in the pod yet/,
      shows(name),
    ),
  ),
  bad(
    'a mount without volumes',
    { volumeMounts: [{ name: 'cache', mountPath: '/a' }] },
    'volumeMounts[0].name',
    /the name of a volume of the pod/,
    shows('cache'),
  ),
  bad(
    'a mount of another volume',
    mount({ name: 'cash' }),
    'volumeMounts[0].name',
    /a volume of the pod: cache/,
    shows('cash'),
  ),
  ...['', 'a/b', './a', 'C:\\a', '/a:/b'].map((mountPath) =>
    bad(
      `the mount path "${mountPath}"`,
      mount({ mountPath }),
      'volumeMounts[0].mountPath',
      absolute,
      shows(JSON.stringify(mountPath)),
    ),
  ),
  bad(
    'two mounts at one path',
    { volumes, volumeMounts: [...mount({}).volumeMounts, ...mount({}).volumeMounts] },
    'volumeMounts[1].mountPath',
    /a path that is not mounted yet/,
    shows('/a'),
  ),
  ...['', '/a', '../a', 'a/../b', 'a/..'].map((subPath) =>
    bad(
      `the path "${subPath}" in a volume`,
      mount({ subPath }),
      'volumeMounts[0].subPath',
      relative,
      shows(JSON.stringify(subPath)),
    ),
  ),
];
