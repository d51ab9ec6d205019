import { holdPath } from './hold-marks.ts';
import type { ResourceEntry } from './resource-entry.ts';
import { type CustomResourceRow, projectCustomResource } from './views/custom-resources.ts';

type KindForm = readonly [group: string, versions: string, resource: string, kind: string];

/** `versions` are those that can be read, newest first; `paths` are the fields that are judged beside the conditions. */
const namespacedKind = (
  [group, versions, resource, kind]: KindForm,
  ...paths: readonly string[]
): ResourceEntry<CustomResourceRow> => {
  const [version = '', ...olderVersions] = versions.split(' ');
  const project = projectCustomResource(group, kind, paths) as ResourceEntry<CustomResourceRow>['project'];
  return { group, version, olderVersions, paths, resource, kind, namespaced: true, project };
};

const clusterKind = (form: KindForm, ...paths: readonly string[]): ResourceEntry<CustomResourceRow> => ({
  ...namespacedKind(form, ...paths),
  namespaced: false,
});

const KEDA_PAUSED = ['autoscaling.keda.sh/paused', 'autoscaling.keda.sh/paused-replicas'].map(holdPath);
const CROSSPLANE_PAUSED = holdPath('crossplane.io/paused');
const FLUX_SOURCE = 'source.toolkit.fluxcd.io';
const CAPI_PATHS = ['status.phase', holdPath('cluster.x-k8s.io/paused')] as const;
/** Where a Cluster or Machine of Cluster API says that it failed for good, in versions old and new. */
const CAPI_FAILURE_PATHS = ['status.failureMessage', 'status.deprecated.v1beta1.failureMessage'] as const;

/** The kinds of custom resources that are judged, by operator: how each is judged stands in `checks/resources/`. */
export const customKinds = {
  certificates: namespacedKind(
    ['cert-manager.io', 'v1', 'certificates', 'Certificate'],
    ...['spec.secretName', 'spec.issuerRef', 'status.notAfter', 'status.renewalTime', 'status.failedIssuanceAttempts'],
  ),
  issuers: namespacedKind(['cert-manager.io', 'v1', 'issuers', 'Issuer']),
  clusterIssuers: clusterKind(['cert-manager.io', 'v1', 'clusterissuers', 'ClusterIssuer']),

  externalSecrets: namespacedKind(
    ['external-secrets.io', 'v1 v1beta1', 'externalsecrets', 'ExternalSecret'],
    ...['spec.secretStoreRef', 'spec.target.name', 'status.refreshTime'],
  ),
  secretStores: namespacedKind(['external-secrets.io', 'v1 v1beta1', 'secretstores', 'SecretStore']),
  clusterSecretStores: clusterKind(['external-secrets.io', 'v1 v1beta1', 'clustersecretstores', 'ClusterSecretStore']),

  fluxKustomizations: namespacedKind(
    ['kustomize.toolkit.fluxcd.io', 'v1 v1beta2', 'kustomizations', 'Kustomization'],
    ...['spec.suspend', 'spec.sourceRef', 'spec.dependsOn'],
  ),
  helmReleases: namespacedKind(
    ['helm.toolkit.fluxcd.io', 'v2 v2beta2 v2beta1', 'helmreleases', 'HelmRelease'],
    ...['spec.suspend', 'spec.chart.spec.sourceRef', 'spec.chartRef', 'spec.dependsOn'],
  ),
  gitRepositories: namespacedKind([FLUX_SOURCE, 'v1 v1beta2', 'gitrepositories', 'GitRepository'], 'spec.suspend'),
  helmRepositories: namespacedKind(
    [FLUX_SOURCE, 'v1 v1beta2', 'helmrepositories', 'HelmRepository'],
    ...['spec.suspend', 'spec.type'],
  ),
  ociRepositories: namespacedKind([FLUX_SOURCE, 'v1 v1beta2', 'ocirepositories', 'OCIRepository'], 'spec.suspend'),
  fluxBuckets: namespacedKind([FLUX_SOURCE, 'v1 v1beta2', 'buckets', 'Bucket'], 'spec.suspend'),

  argoApplications: namespacedKind(
    ['argoproj.io', 'v1alpha1', 'applications', 'Application'],
    ...['status.health', 'status.sync.status', 'status.operationState.phase', 'status.operationState.message'],
    ...['status.operationState.finishedAt', 'status.resources'],
  ),
  argoRollouts: namespacedKind(
    ['argoproj.io', 'v1alpha1', 'rollouts', 'Rollout'],
    ...['status.phase', 'status.message', 'spec.paused'],
  ),

  scaledObjects: namespacedKind(
    ['keda.sh', 'v1alpha1', 'scaledobjects', 'ScaledObject'],
    ...['spec.scaleTargetRef', 'status.hpaName', ...KEDA_PAUSED],
  ),
  scaledJobs: namespacedKind(['keda.sh', 'v1alpha1', 'scaledjobs', 'ScaledJob'], ...KEDA_PAUSED),

  crossplaneProviders: clusterKind(['pkg.crossplane.io', 'v1', 'providers', 'Provider'], CROSSPLANE_PAUSED),
  crossplaneConfigurations: clusterKind(
    ['pkg.crossplane.io', 'v1', 'configurations', 'Configuration'],
    CROSSPLANE_PAUSED,
  ),
  crossplaneFunctions: clusterKind(['pkg.crossplane.io', 'v1 v1beta1', 'functions', 'Function'], CROSSPLANE_PAUSED),
  compositeDefinitions: clusterKind(
    ['apiextensions.crossplane.io', 'v2 v1', 'compositeresourcedefinitions', 'CompositeResourceDefinition'],
    CROSSPLANE_PAUSED,
  ),

  capiClusters: namespacedKind(
    ['cluster.x-k8s.io', 'v1beta2 v1beta1', 'clusters', 'Cluster'],
    ...CAPI_PATHS,
    ...CAPI_FAILURE_PATHS,
    'spec.paused',
  ),
  machineDeployments: namespacedKind(
    ['cluster.x-k8s.io', 'v1beta2 v1beta1', 'machinedeployments', 'MachineDeployment'],
    ...CAPI_PATHS,
    ...['spec.paused', 'spec.clusterName'],
  ),
  machines: namespacedKind(
    ['cluster.x-k8s.io', 'v1beta2 v1beta1', 'machines', 'Machine'],
    ...CAPI_PATHS,
    ...CAPI_FAILURE_PATHS,
    'spec.clusterName',
  ),

  cnpgClusters: namespacedKind(
    ['postgresql.cnpg.io', 'v1', 'clusters', 'Cluster'],
    ...['status.phase', 'status.phaseReason', 'status.currentPrimary', 'status.readyInstances', 'spec.instances'],
    holdPath('cnpg.io/hibernation'),
  ),
  zalandoPostgreses: namespacedKind(
    ['acid.zalan.do', 'v1', 'postgresqls', 'postgresql'],
    'status.PostgresClusterStatus',
  ),
  perconaPostgreses: namespacedKind(
    ['pgv2.percona.com', 'v2', 'perconapgclusters', 'PerconaPGCluster'],
    ...['status.state', 'spec.pause'],
  ),
  perconaXtraDbs: namespacedKind(
    ['pxc.percona.com', 'v1', 'perconaxtradbclusters', 'PerconaXtraDBCluster'],
    ...['status.state', 'status.message', 'spec.pause'],
  ),
  perconaMongoDbs: namespacedKind(
    ['psmdb.percona.com', 'v1', 'perconaservermongodbs', 'PerconaServerMongoDB'],
    ...['status.state', 'status.message', 'spec.pause'],
  ),
  mongoDbCommunities: namespacedKind(
    ['mongodbcommunity.mongodb.com', 'v1', 'mongodbcommunity', 'MongoDBCommunity'],
    ...['status.phase', 'status.message'],
  ),
  mariaDbs: namespacedKind(['k8s.mariadb.com', 'v1alpha1', 'mariadbs', 'MariaDB'], 'spec.suspend'),
  innoDbClusters: namespacedKind(
    ['mysql.oracle.com', 'v2', 'innodbclusters', 'InnoDBCluster'],
    'status.cluster.status',
  ),
  elasticsearches: namespacedKind(
    ['elasticsearch.k8s.elastic.co', 'v1', 'elasticsearches', 'Elasticsearch'],
    ...['status.health', 'status.phase', holdPath('eck.k8s.elastic.co/managed')],
  ),
  openSearchClusters: namespacedKind(
    ['opensearch.opster.io', 'v1', 'opensearchclusters', 'OpenSearchCluster'],
    ...['status.health', 'status.phase'],
  ),

  kafkas: namespacedKind(['kafka.strimzi.io', 'v1 v1beta2', 'kafkas', 'Kafka']),
  kafkaConnects: namespacedKind(['kafka.strimzi.io', 'v1 v1beta2', 'kafkaconnects', 'KafkaConnect']),
  kafkaConnectors: namespacedKind(['kafka.strimzi.io', 'v1 v1beta2', 'kafkaconnectors', 'KafkaConnector']),
  kafkaTopics: namespacedKind(['kafka.strimzi.io', 'v1 v1beta2', 'kafkatopics', 'KafkaTopic']),
  kafkaUsers: namespacedKind(['kafka.strimzi.io', 'v1 v1beta2', 'kafkausers', 'KafkaUser']),
  rabbitmqClusters: namespacedKind(
    ['rabbitmq.com', 'v1beta1', 'rabbitmqclusters', 'RabbitmqCluster'],
    'metadata.labels rabbitmq.com/pauseReconciliation',
  ),

  nodePools: clusterKind(['karpenter.sh', 'v1 v1beta1', 'nodepools', 'NodePool'], 'spec.template.spec.nodeClassRef'),
  nodeClaims: clusterKind(['karpenter.sh', 'v1 v1beta1', 'nodeclaims', 'NodeClaim']),
  ec2NodeClasses: clusterKind(['karpenter.k8s.aws', 'v1 v1beta1', 'ec2nodeclasses', 'EC2NodeClass']),

  knativeServices: namespacedKind(['serving.knative.dev', 'v1', 'services', 'Service']),
  knativeBrokers: namespacedKind(['eventing.knative.dev', 'v1', 'brokers', 'Broker']),
  knativeTriggers: namespacedKind(['eventing.knative.dev', 'v1', 'triggers', 'Trigger']),
  inferenceServices: namespacedKind(
    ['serving.kserve.io', 'v1beta1', 'inferenceservices', 'InferenceService'],
    holdPath('serving.kserve.io/stop'),
  ),

  prometheuses: namespacedKind(['monitoring.coreos.com', 'v1', 'prometheuses', 'Prometheus'], 'spec.paused'),
  alertmanagers: namespacedKind(['monitoring.coreos.com', 'v1', 'alertmanagers', 'Alertmanager'], 'spec.paused'),
  clusterOperators: clusterKind(['config.openshift.io', 'v1', 'clusteroperators', 'ClusterOperator']),
  cephClusters: namespacedKind(
    ['ceph.rook.io', 'v1', 'cephclusters', 'CephCluster'],
    ...['status.phase', 'status.message', 'status.ceph.health'],
  ),
  volumeSnapshots: namespacedKind(
    ['snapshot.storage.k8s.io', 'v1', 'volumesnapshots', 'VolumeSnapshot'],
    ...['status.readyToUse', 'status.error'],
  ),
} as const satisfies Readonly<Record<string, ResourceEntry>>;

/** A view of a custom resource that is judged by its conditions. */
export type CustomKindName = keyof typeof customKinds;
