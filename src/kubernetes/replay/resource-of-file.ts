import { fullResourceName, isCustomResource, type ResourceName, resourceNames, resourceOf } from '../resources.ts';

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
  const { resource, kind } = resourceOf(name);
  const full = fullResourceName(resourceOf(name));
  return isCustomResource(name) ? [full] : [full, resource, kind.toLowerCase(), SHORT_NAMES[name] ?? full];
};

const NAME_BY_FILE = new Map(resourceNames.flatMap((name) => namesOf(name).map((file) => [file, name] as const)));

/** The resource that a file of this name holds: `pods.json`, `deploy.yaml`, `jobs.batch.yaml.gz`. */
export const resourceNameOfFile = (file: string): ResourceName | undefined => NAME_BY_FILE.get(withoutExtension(file));

/** `widgets.acme.io` of `widgets.acme.io.json.gz`. */
export const withoutExtension = (file: string): string => file.toLowerCase().replace(/\.(?:json|ya?ml)(?:\.gz)?$/, '');
