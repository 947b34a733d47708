/** The version of the official chart that the table describes: a version of its own, not that of the delegate in it. */
export const CHART_NAME = 'harness-delegate-ng';
export const CHART_VERSION = '1.0.32';
/** The delegate that this version of the chart installs unless it is told another. */
export const CHART_DELEGATE_VERSION = '26.02.88404';
export const CHART_IMAGE = `us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:${CHART_DELEGATE_VERSION}`;
