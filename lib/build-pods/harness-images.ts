/**
 * Images that Harness itself chooses for build pods: a pipeline does not name them. Tags change every week, so rows have none.
 * Images of Plugin steps (`plugins/slack`, `plugins/buildah-docker`) are named by the pipeline, and are not among them.
 */

/** A repository below a registry of Harness, and where that is documented. */
interface HarnessImage {
  readonly repository: string;
  /** What Harness runs in it. */
  readonly use: string;
  readonly source: string;
  /** When the source said so. */
  readonly date: string;
}

/** A registry, or a folder of one, below which Harness publishes all of them. */
interface HarnessRegistry {
  readonly prefix: string;
  readonly source: string;
  readonly date: string;
}

/** The list, and the response of `get-default-config` with `infra=K8` on the same page. */
const LIST = {
  source:
    'https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/harness-ci#harness-ci-images-list',
  date: '2026-11-30',
};
const DEFAULTS = {
  source:
    'https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/harness-ci#specify-the-harness-ci-images-used-in-your-pipelines',
  date: '2026-11-30',
};
const CONNECTOR = {
  source:
    'https://developer.harness.io/docs/platform/connectors/artifact-repositories/connect-to-harness-container-image-registry-using-docker-connector#pull-images-anonymously-from-gar-or-ecr',
  date: '2026-11-30',
};

export const HARNESS_IMAGES: readonly HarnessImage[] = [
  { repository: 'harness/ci-addon', use: 'every build', ...LIST },
  { repository: 'harness/ci-lite-engine', use: 'every build', ...LIST },
  { repository: 'harness/drone-git', use: 'the clone of the codebase, and Git Clone steps', ...LIST },
  { repository: 'harness/harness-cache-server', use: 'caching', ...LIST },
  { repository: 'plugins/kaniko', use: 'Build and Push to a Docker registry', ...LIST },
  { repository: 'plugins/kaniko-ecr', use: 'Build and Push to ECR', ...LIST },
  { repository: 'plugins/kaniko-acr', use: 'Build and Push to ACR', ...LIST },
  { repository: 'plugins/kaniko-gar', use: 'Build and Push to GAR', ...LIST },
  { repository: 'plugins/kaniko-gcr', use: 'Build and Push to GCR', ...DEFAULTS },
  { repository: 'plugins/buildx', use: 'Build and Push with Buildx', ...LIST },
  { repository: 'plugins/buildx-ecr', use: 'Build and Push to ECR with Buildx', ...LIST },
  { repository: 'plugins/buildx-acr', use: 'Build and Push to ACR with Buildx', ...LIST },
  { repository: 'plugins/buildx-gar', use: 'Build and Push to GAR with Buildx', ...LIST },
  { repository: 'plugins/gcs', use: 'Upload to GCS', ...LIST },
  { repository: 'plugins/s3', use: 'Upload to S3', ...LIST },
  { repository: 'plugins/artifactory', use: 'Upload to Artifactory', ...LIST },
  { repository: 'plugins/cache', use: 'Save and Restore Cache', ...LIST },
  { repository: 'harness/sto-plugin', use: 'security tests', ...DEFAULTS },
  { repository: 'harness/ssca-plugin', use: 'SBOMs', ...DEFAULTS },
  { repository: 'harness/ssca-cdxgen-plugin', use: 'SBOMs', ...DEFAULTS },
  { repository: 'harness/ssca-artifact-signing-plugin', use: 'signatures', ...DEFAULTS },
  { repository: 'harness/ssca-compliance-plugin', use: 'compliance', ...DEFAULTS },
  { repository: 'harness/slsa-plugin', use: 'provenance', ...DEFAULTS },
];

/**
 * The connector `account.harnessImage`, or the one of the stage, decides which of them. Its URL precedes the repository, unless it is
 * that of Docker Hub.
 *
 * @see https://github.com/vigneswara-propelo/harness-core/blob/7585d1a4a96c3920ba690a28047206a047838c52/332-ci-manager/service/src/main/java/io/harness/ci/execution/integrationstage/IntegrationStageUtils.java
 */
export const HARNESS_REGISTRIES: readonly HarnessRegistry[] = [
  { prefix: 'docker.io', ...CONNECTOR },
  { prefix: 'us-docker.pkg.dev/gar-prod-setup/harness-public', ...CONNECTOR },
  { prefix: 'public.ecr.aws/harness', ...CONNECTOR },
];
