import { withoutKubernetesTypes } from '../../scripts/declarations';

test('declarations of the package need no types of development dependencies', () => {
  const declarations = [
    "import type { Container, Volume as V } from 'kubernetes-types/core/v1';",
    "import { type ObjectMeta } from 'kubernetes-types/meta/v1';",
    "import type { Construct } from 'constructs';",
    'export declare function render(container: Container): ObjectMeta;',
  ].join('\n');
  expect(withoutKubernetesTypes(declarations).split('\n')).toEqual([
    'type Container = any;',
    'type V = any;',
    'type ObjectMeta = any;',
    "import type { Construct } from 'constructs';",
    'export declare function render(container: Container): ObjectMeta;',
  ]);
});
