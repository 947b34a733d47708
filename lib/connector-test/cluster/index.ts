/** The probe of the cluster: it is asked what Harness' delegate asks of it, and whether builds could run. */
export { probeCluster } from './probe-cluster';
