import type { CustomKindName } from '../../../../src/kubernetes/custom-kinds.ts';

const podTemplate = { spec: { containers: [{ name: 'app', image: 'app:1' }] } };
const infrastructureRef = { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'DockerMachine', name: 'any' };
const machineSpec = { clusterName: 'any', bootstrap: { dataSecretName: 'any' }, infrastructureRef };
const triggers = [{ type: 'cron', metadata: { timezone: 'UTC' } }];
const fakeProvider = { provider: { fake: { data: [{ key: 'a', value: 'b' }] } } };
const replicaCounts = { paused: false, replicas: 1, updatedReplicas: 1, availableReplicas: 1, unavailableReplicas: 0 };
const nodeClass = { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'any' };
const requirements = [{ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] }];

const gitSource = { interval: '1h', url: 'https://git.invalid/any' };
const selectorTerms = [{ tags: { any: 'any' } }];

interface RequiredFields {
  readonly spec?: object;
  readonly status?: object;
  /** A change of `spec` that makes a new generation, where the schema keeps no field of ours. */
  readonly change?: object;
  /** A word of its rule that only other kinds with that rule have. */
  readonly foreignWord?: string;
}

/** What the schema of a kind demands of every object. */
export const requiredFields: { readonly [Name in CustomKindName]?: RequiredFields } = {
  certificates: { spec: { secretName: 'any', issuerRef: { name: 'any' } }, change: { secretName: 'other' } },
  issuers: { spec: { selfSigned: {} } },
  clusterIssuers: { spec: { selfSigned: {} } },
  externalSecrets: { spec: { secretStoreRef: { name: 'any' } } },
  secretStores: { spec: fakeProvider },
  clusterSecretStores: { spec: fakeProvider },
  argoApplications: {
    spec: { project: 'default', destination: { namespace: 'any' }, source: { repoURL: 'https://git.invalid/any' } },
  },
  fluxBuckets: { spec: { bucketName: 'any', endpoint: 'any.invalid', interval: '1h' }, change: { interval: '2h' } },
  fluxKustomizations: {
    spec: { interval: '1h', prune: true, sourceRef: { kind: 'GitRepository', name: 'any' } },
    change: { interval: '2h' },
  },
  gitRepositories: { spec: gitSource, change: { interval: '2h' } },
  ociRepositories: { spec: { ...gitSource, url: 'oci://git.invalid/any' }, change: { interval: '2h' } },
  helmRepositories: { spec: { url: 'https://git.invalid/any' }, change: { interval: '2h' } },
  helmReleases: {
    spec: { interval: '1h', chartRef: { kind: 'OCIRepository', name: 'any' } },
    change: { interval: '2h' },
  },
  scaledObjects: { spec: { scaleTargetRef: { name: 'any' }, triggers } },
  scaledJobs: { spec: { jobTargetRef: { template: podTemplate }, triggers } },
  crossplaneProviders: { spec: { package: 'xpkg.invalid/any:v1' } },
  crossplaneConfigurations: { spec: { package: 'xpkg.invalid/any:v1' } },
  crossplaneFunctions: { spec: { package: 'xpkg.invalid/any:v1' } },
  compositeDefinitions: {
    spec: {
      group: 'any.invalid',
      names: { plural: 'anys', kind: 'Any' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, referenceable: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  },
  argoRollouts: { change: { replicas: 3 } },
  capiClusters: { spec: { infrastructureRef }, change: { paused: false }, foreignWord: 'Running' },
  machineDeployments: {
    spec: { clusterName: 'any', selector: { matchLabels: { a: 'b' } }, template: { spec: machineSpec } },
  },
  machines: { spec: machineSpec, change: { clusterName: 'other' } },
  cnpgClusters: { spec: { instances: 1, storage: { size: '1Gi' } }, change: { instances: 2 } },
  zalandoPostgreses: {
    spec: { teamId: 'any', numberOfInstances: 1, postgresql: { version: '17' }, volume: { size: '1Gi' } },
  },
  perconaXtraDbs: { change: { pause: false } },
  perconaMongoDbs: { spec: { image: 'any' }, status: { ready: 1, size: 1 }, change: { image: 'other' } },
  mariaDbs: { change: { replicas: 3 } },
  mongoDbCommunities: {
    spec: { type: 'ReplicaSet', security: {}, users: [] },
    status: { currentMongoDBMembers: 1, currentStatefulSetReplicas: 1, mongoUri: 'mongodb://any.invalid' },
  },
  elasticsearches: { spec: { version: '9.0.0', nodeSets: [{ name: 'any' }] }, change: { version: '9.0.1' } },
  rabbitmqClusters: { change: { replicas: 3 } },
  cephClusters: { change: { dataDirHostPath: '/var/any' } },
  ec2NodeClasses: {
    spec: {
      amiSelectorTerms: [{ alias: 'al2023@latest' }],
      securityGroupSelectorTerms: selectorTerms,
      subnetSelectorTerms: selectorTerms,
      role: 'any',
    },
    change: { detailedMonitoring: true },
  },
  nodePools: { spec: { template: { spec: { nodeClassRef: nodeClass, requirements } } } },
  nodeClaims: { spec: { nodeClassRef: nodeClass, requirements } },
  inferenceServices: { spec: { predictor: { model: { modelFormat: { name: 'sklearn' } } } } },
  knativeServices: { spec: { template: podTemplate } },
  knativeTriggers: { spec: { broker: 'any', subscriber: { uri: 'http://any.invalid' } } },
  prometheuses: { status: replicaCounts, change: { replicas: 2 } },
  alertmanagers: { status: replicaCounts },
  volumeSnapshots: { spec: { source: { persistentVolumeClaimName: 'any' } } },
};
