import { BAD_PROBES, BAD_RESOURCES } from './bad-resources';
import { BAD_CONTAINERS, BAD_SECURITY } from './bad-containers';
import { BAD_ENVIRONMENT } from './bad-environment';
import { BAD_IDENTITY } from './bad-identity';
import { BAD_IMAGE } from './bad-image';
import type { BadInput } from './bad-input';
import { BAD_CERTIFICATES, BAD_FOR_GENERATION, BAD_JAVA, BAD_PROXY } from './bad-legacy';
import { BAD_METADATA } from './bad-metadata';
import { BAD_NETWORK } from './bad-network';
import { BAD_PASS_THROUGH } from './bad-pass-through';
import { BAD_PODS } from './bad-pods';
import { BAD_SCHEDULING } from './bad-scheduling';
import { BAD_ACCESS, BAD_TOKEN } from './bad-token-and-access';
import { BAD_UPDATES } from './bad-updates';
import { BAD_UPGRADER } from './bad-upgrader';
import { BAD_VOLUMES } from './bad-volumes';

/** Every way to get a property of a delegate wrong, by subject. */
export const EVERY_BAD_INPUT: { readonly [subject: string]: readonly BadInput[] } = {
  identity: BAD_IDENTITY,
  image: BAD_IMAGE,
  token: BAD_TOKEN,
  access: BAD_ACCESS,
  'number of pods': BAD_PODS,
  updates: BAD_UPDATES,
  resources: BAD_RESOURCES,
  probes: BAD_PROBES,
  environment: BAD_ENVIRONMENT,
  volumes: BAD_VOLUMES,
  containers: BAD_CONTAINERS,
  security: BAD_SECURITY,
  metadata: BAD_METADATA,
  scheduling: BAD_SCHEDULING,
  network: BAD_NETWORK,
  'the other generation': BAD_FOR_GENERATION,
  'options of Java': BAD_JAVA,
  proxy: BAD_PROXY,
  certificates: BAD_CERTIFICATES,
  upgrader: BAD_UPGRADER,
  'what is passed through': BAD_PASS_THROUGH,
};
