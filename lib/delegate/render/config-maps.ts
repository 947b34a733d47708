import type { ConfigMap } from 'kubernetes-types/core/v1';
import { rendered, type RenderedObject } from '../../values';
import type { ResolvedDelegate } from '../resolve';
import { objectMetadata } from './object-metadata';

/** Settings of the delegate, where they do not stand in its container. */
export function renderConfigMaps(delegate: ResolvedDelegate): RenderedObject[] {
  return delegate.environment.configMaps.map(({ id, name, data }) => {
    const object: ConfigMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...objectMetadata(delegate), name },
      data,
    };
    return rendered(id, object, 'delegateName');
  });
}
