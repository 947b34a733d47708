/** A port of a NetworkPolicy. A type of our own: what is public must not need the types of Kubernetes. */
export interface PolicyPort {
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}
