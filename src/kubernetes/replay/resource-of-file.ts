import { fullResourceName, isCustomResource, type ResourceName, resourceNames, resourceTable } from '../resources.ts';

/** Kubernetes' own short names, as `kubectl api-resources` lists them. */
const SHORT_NAMES: { readonly [name in ResourceName]?: string } = {
  configMaps: 'cm',
  cronJobs: 'cj',
  daemonSets: 'ds',
  deployments: 'deploy',
  events: 'ev',
  horizontalPodAutoscalers: 'hpa',
  ingresses: 'ing',
  limitRanges: 'limits',
  namespaces: 'ns',
  networkPolicies: 'netpol',
  nodes: 'no',
  persistentVolumeClaims: 'pvc',
  persistentVolumes: 'pv',
  podDisruptionBudgets: 'pdb',
  pods: 'po',
  replicaSets: 'rs',
  replicationControllers: 'rc',
  resourceQuotas: 'quota',
  serviceAccounts: 'sa',
  services: 'svc',
  statefulSets: 'sts',
  storageClasses: 'sc',
};

/** What kubectl takes for a resource: `deployments.apps`, and of Kubernetes' own also `deployments`, `deployment`, `deploy`. */
const namesOf = (name: ResourceName): readonly string[] => {
  const { resource, kind } = resourceTable[name];
  const full = fullResourceName(resourceTable[name]);
  return isCustomResource(name) ? [full] : [full, resource, kind.toLowerCase(), SHORT_NAMES[name] ?? full];
};

const NAME_BY_FILE = new Map(resourceNames.flatMap((name) => namesOf(name).map((file) => [file, name] as const)));

/** The resource that a file of this name holds: `pods.json`, `deploy.yaml`, `jobs.batch.yaml.gz`. */
export const resourceNameOfFile = (file: string): ResourceName | undefined =>
  NAME_BY_FILE.get(file.toLowerCase().replace(/\.(?:json|ya?ml)(?:\.gz)?$/, ''));
