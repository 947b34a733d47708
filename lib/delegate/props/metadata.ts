/** Labels and annotations. */
export interface DelegateMetadataProps {
  /**
   * Labels of every object, not of the pods.
   *
   * @default - `app.kubernetes.io/name: harness-delegate` and `harness.io/name`; in profile `DOCUMENTED` only the documented ones
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of every object, not of the pods.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
  /**
   * Labels of the pods, beside `harness.io/name`, by which they are selected.
   *
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };
  /**
   * Annotations of the pods.
   *
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };
  /**
   * Whether the pods are annotated for Prometheus (`prometheus.io/scrape`, `port` and `path`), as documented.
   *
   * @default true
   */
  readonly metricsAnnotations?: boolean;
}
