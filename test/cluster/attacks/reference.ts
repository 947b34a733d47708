/** What has been tried against farms: a list of kinds of attempts, which the suite must have. */

/** By heading: what held, what was a hole, and what is documented. */
export const KINDS: { readonly [heading: string]: readonly string[] } = {
  'held by RBAC': [
    'exec',
    'attach',
    'portforward',
    'proxy',
    'log',
    'ephemeral containers',
    'resize',
    'status',
    'binding',
    'eviction',
    'a token',
    'patch',
    'deletecollection',
    'object kinds',
    'the guards',
    'impersonation',
    'other namespaces',
    'the build account',
  ],
  'held by Pod Security and the policy': [
    'ways to the node',
    'the policy alone',
    'capabilities in any spelling',
    'paths',
    'AppArmor annotations',
    'SELinux',
    'procMount',
    'very many containers',
    'accounts',
    'mirror pods',
    'pods of controllers',
    'labels and Pod Security',
  ],
  'held in a shared namespace': [
    'image swap',
    'label spoofing',
    'orphans',
    "Jobs and DaemonSets with the delegate's account",
    'shared namespace',
  ],
  'closed holes': ['a namespace made by hand', 'volumes', 'hosts of probes', 'the token', 'quota'],
  'documented and accepted': [
    'no quota',
    'images on the node',
    'names and DNS',
    'GMSA',
    'left open in a shared namespace',
    'priority classes',
    'nodeName',
    'tolerations',
    'service-account-token Secrets',
    'PersistentVolumes',
    'Secrets of other builds',
    'other builds',
    'a token of its own account',
    'root',
    'Services',
    'one delegate for several teams',
  ],
};

/** Holes of which an API server knows nothing: the tests that hold them closed, by file and title. */
export const ELSEWHERE: { readonly [hole: string]: readonly (readonly [file: string, title: string])[] } = {
  'characters that readers of YAML take for line breaks': [
    ['test/core/yaml.test.ts', 'with U+%s is escaped'],
    ['test/cluster/yaml.test.ts', 'returns each of ${share} strings'],
    ['test/core/other-apps.test.ts', "synth() and synthYaml() of cdk8s' own App are refused by property"],
  ],
  'numbers, characters and keys that readers of YAML misread': [
    ['test/core/yaml.test.ts', 'that a reader takes for something else, or cannot read, is quoted: %s'],
    ['test/core/unwritable-strings.test.ts', 'refused with the character and the property'],
  ],
  'addresses of metadata and of nobody': [
    ['test/build-namespace/addresses.property.test.ts', 'are taken out of any block that contains them'],
    ['test/build-namespace/addresses.property.test.ts', 'are the only ones: nothing private, shared, for benchmarks'],
    ['test/cluster/evaluation/network.test.ts', 'no build reaches a closed address, in the eyes of the engine'],
  ],
  'an API key in clear text': [
    ['test/harness-api/options.test.ts', 'sends no API key in cleartext to %s without unsafePlainHttp'],
  ],
  'files outside the output folder': [
    ['test/app/outside.test.ts', 'that leads out of the folder, or cannot be listed, is refused: %j'],
    [
      'test/app/outside.test.ts',
      'to a folder outside is refused, with its path and the remedy, and nothing is written',
    ],
  ],
  'endless input': [['test/core/deep-data.test.ts', 'a billion laughs']],
  'long values and tokens in errors': [
    ['test/core/errors.test.ts', 'cuts a long value by characters, and states its length'],
    ['test/delegate/sentinel.test.ts', 'a secret passed in the wrong place'],
  ],
  'namespaces without labels go unnoticed': [
    ['test/validation/cluster/answers.test.ts', 'with %s is reported, since its builds can take over the node'],
  ],
};
