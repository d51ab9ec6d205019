import type { BoundProbe } from './probe.ts';

/** Rows of the cluster by the name that a check uses in `needs`. Types only. Events are no view: they explain. */
export interface Views {
  readonly pods: readonly import('./kubernetes/views/pods.ts').PodRow[];
  readonly deployments: readonly import('./kubernetes/views/deployments.ts').DeploymentRow[];
  readonly replicaSets: readonly import('./kubernetes/views/replica-sets.ts').ReplicaSetRow[];
  readonly replicationControllers: readonly import('./kubernetes/views/replication-controllers.ts').ReplicationControllerRow[];
  readonly statefulSets: readonly import('./kubernetes/views/stateful-sets.ts').StatefulSetRow[];
  readonly daemonSets: readonly import('./kubernetes/views/daemon-sets.ts').DaemonSetRow[];
  readonly jobs: readonly import('./kubernetes/views/jobs.ts').JobRow[];
  readonly cronJobs: readonly import('./kubernetes/views/cron-jobs.ts').CronJobRow[];
  readonly horizontalPodAutoscalers: readonly import('./kubernetes/views/horizontal-pod-autoscalers.ts').HorizontalPodAutoscalerRow[];
  readonly podDisruptionBudgets: readonly import('./kubernetes/views/pod-disruption-budgets.ts').PodDisruptionBudgetRow[];
  readonly services: readonly import('./kubernetes/views/services.ts').ServiceRow[];
  readonly endpointSlices: readonly import('./kubernetes/views/endpoint-slices.ts').EndpointSliceRow[];
  readonly ingresses: readonly import('./kubernetes/views/ingresses.ts').IngressRow[];
  readonly ingressClasses: readonly import('./kubernetes/views/ingress-classes.ts').IngressClassRow[];
  readonly networkPolicies: readonly import('./kubernetes/views/network-policies.ts').NetworkPolicyRow[];
  readonly persistentVolumeClaims: readonly import('./kubernetes/views/persistent-volume-claims.ts').PersistentVolumeClaimRow[];
  readonly persistentVolumes: readonly import('./kubernetes/views/persistent-volumes.ts').PersistentVolumeRow[];
  readonly storageClasses: readonly import('./kubernetes/views/storage-classes.ts').StorageClassRow[];
  readonly nodes: readonly import('./kubernetes/views/nodes.ts').NodeRow[];
  readonly leases: readonly import('./kubernetes/views/leases.ts').LeaseRow[];
  readonly namespaces: readonly import('./kubernetes/views/namespaces.ts').NamespaceRow[];
  readonly resourceQuotas: readonly import('./kubernetes/views/resource-quotas.ts').ResourceQuotaRow[];
  readonly limitRanges: readonly import('./kubernetes/views/limit-ranges.ts').LimitRangeRow[];
  readonly serviceAccounts: readonly import('./kubernetes/views/service-accounts.ts').ServiceAccountRow[];
  readonly configMaps: readonly import('./kubernetes/views/config-maps.ts').ConfigMapRow[];
  readonly validatingWebhooks: readonly import('./kubernetes/views/webhooks.ts').WebhookConfigurationRow[];
  readonly mutatingWebhooks: readonly import('./kubernetes/views/webhooks.ts').WebhookConfigurationRow[];
  readonly apiServices: readonly import('./kubernetes/views/api-services.ts').ApiServiceRow[];
  readonly apiServers: readonly import('./kubernetes/views/api-servers.ts').ApiServerRow[];
}

/** Probes by the name that a check uses in `needs`. Types only. */
export interface Probes {
  readonly http: BoundProbe<typeof import('./probes/http.ts').http>;
  readonly tcp: BoundProbe<typeof import('./probes/tcp.ts').tcp>;
  readonly dns: BoundProbe<typeof import('./probes/dns.ts').dns>;
  readonly tls: BoundProbe<typeof import('./probes/tls.ts').tls>;
  readonly postgres: BoundProbe<typeof import('./probes/postgres.ts').postgres>;
  readonly redis: BoundProbe<typeof import('./probes/redis.ts').redis>;
  readonly exec: BoundProbe<typeof import('./probes/exec.ts').exec>;
}

const PROBES: Readonly<Record<keyof Probes, true>> = {
  http: true,
  tcp: true,
  dns: true,
  tls: true,
  postgres: true,
  redis: true,
  exec: true,
};

export const probeNames = Object.keys(PROBES) as ProbeName[];

/** Says whether a source is a probe; every other one is a view. */
export const isProbe = (source: string): source is ProbeName => Object.hasOwn(PROBES, source);

export type Sources = Views & Probes;
export type ViewName = keyof Views & string;
export type ProbeName = keyof Probes & string;
export type SourceName = keyof Sources & string;
