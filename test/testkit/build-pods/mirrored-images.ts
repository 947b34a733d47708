/** Images of every shape, and where nodes pull them from: for the API server, and for what explains it. */

/** Mirrors of registries, a namespace and a repository. */
export const MIRRORS = {
  'docker.io': 'mirror.example.com/hub',
  'docker.io/library/node': 'mirror.example.com/node',
  'ghcr.io/example': 'mirror.example.com/ghcr',
  'localhost:5000': 'mirror.example.com/local',
};
const DIGEST = `sha256:${'a'.repeat(64)}`;
/**
 * Images, and where a node pulls them from with these mirrors.
 *
 * @see https://github.com/distribution/reference/blob/main/normalize.go
 */
export const IMAGES: readonly [image: string, pulled: string][] = [
  ['alpine', 'mirror.example.com/hub/library/alpine'],
  ['alpine:3.20', 'mirror.example.com/hub/library/alpine:3.20'],
  [`alpine@${DIGEST}`, `mirror.example.com/hub/library/alpine@${DIGEST}`],
  [`alpine:3.20@${DIGEST}`, `mirror.example.com/hub/library/alpine:3.20@${DIGEST}`],
  ['node', 'mirror.example.com/node'],
  ['node:22', 'mirror.example.com/node:22'],
  [`docker.io/library/node@${DIGEST}`, `mirror.example.com/node@${DIGEST}`],
  ['docker.io/node:22', 'mirror.example.com/node:22'],
  ['index.docker.io/node:22', 'mirror.example.com/node:22'],
  ['nodejs', 'mirror.example.com/hub/library/nodejs'],
  ['library/node:22', 'mirror.example.com/node:22'],
  ['harness/ci-addon:1', 'mirror.example.com/hub/harness/ci-addon:1'],
  ['docker.io/harness/ci-addon:1', 'mirror.example.com/hub/harness/ci-addon:1'],
  ['index.docker.io/harness/ci-addon', 'mirror.example.com/hub/harness/ci-addon'],
  ['a/b/c:1', 'mirror.example.com/hub/a/b/c:1'],
  ['ghcr.io/example/tool:1', 'mirror.example.com/ghcr/tool:1'],
  ['ghcr.io/example2/tool:1', 'ghcr.io/example2/tool:1'],
  ['ghcr.io/other/tool', 'ghcr.io/other/tool'],
  ['localhost:5000/tool', 'mirror.example.com/local/tool'],
  ['localhost:50001/tool', 'localhost:50001/tool'],
  ['localhost/tool', 'localhost/tool'],
  ['registry:5000/tool:1', 'registry:5000/tool:1'],
  ['docker.io:443/tool', 'docker.io:443/tool'],
  ['docker.iox/tool', 'docker.iox/tool'],
  ['mirror.example.com/hub/library/alpine', 'mirror.example.com/hub/library/alpine'],
  ['EXAMPLE/tool', 'EXAMPLE/tool'],
];
