import type { WithMeta } from '../kubernetes/fields/object-meta.ts';
import type { ListedViewName } from '../kubernetes/resources.ts';
import type { projectCronJob } from '../kubernetes/views/cron-jobs.ts';
import type { projectDaemonSet } from '../kubernetes/views/daemon-sets.ts';
import type { projectDeployment } from '../kubernetes/views/deployments.ts';
import type { projectEndpointSlice } from '../kubernetes/views/endpoint-slices.ts';
import type { projectHorizontalPodAutoscaler } from '../kubernetes/views/horizontal-pod-autoscalers.ts';
import type { projectIngress } from '../kubernetes/views/ingresses.ts';
import type { projectJob } from '../kubernetes/views/jobs.ts';
import type { projectNamespace } from '../kubernetes/views/namespaces.ts';
import type { projectNode } from '../kubernetes/views/nodes.ts';
import type { projectPersistentVolumeClaim } from '../kubernetes/views/persistent-volume-claims.ts';
import type { projectPersistentVolume } from '../kubernetes/views/persistent-volumes.ts';
import type { projectPodDisruptionBudget } from '../kubernetes/views/pod-disruption-budgets.ts';
import type { projectPod } from '../kubernetes/views/pods.ts';
import type { projectReplicaSet } from '../kubernetes/views/replica-sets.ts';
import type { projectService } from '../kubernetes/views/services.ts';
import type { projectStatefulSet } from '../kubernetes/views/stateful-sets.ts';

/** What the projections of the usual views take: API objects as JSON has them, with timestamps as text. */
interface ProjectedObjects {
  readonly pods: Parameters<typeof projectPod>[0];
  readonly deployments: Parameters<typeof projectDeployment>[0];
  readonly replicaSets: Parameters<typeof projectReplicaSet>[0];
  readonly statefulSets: Parameters<typeof projectStatefulSet>[0];
  readonly daemonSets: Parameters<typeof projectDaemonSet>[0];
  readonly jobs: Parameters<typeof projectJob>[0];
  readonly cronJobs: Parameters<typeof projectCronJob>[0];
  readonly horizontalPodAutoscalers: Parameters<typeof projectHorizontalPodAutoscaler>[0];
  readonly podDisruptionBudgets: Parameters<typeof projectPodDisruptionBudget>[0];
  readonly services: Parameters<typeof projectService>[0];
  readonly endpointSlices: Parameters<typeof projectEndpointSlice>[0];
  readonly ingresses: Parameters<typeof projectIngress>[0];
  readonly nodes: Parameters<typeof projectNode>[0];
  readonly namespaces: Parameters<typeof projectNamespace>[0];
  readonly persistentVolumeClaims: Parameters<typeof projectPersistentVolumeClaim>[0];
  readonly persistentVolumes: Parameters<typeof projectPersistentVolume>[0];
}

/** An object of any other kind. */
interface AnyObject extends WithMeta {
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Some fields of an object, at any depth. */
type Fields<T> = T extends readonly (infer Item)[]
  ? readonly Fields<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Fields<T[Key]> | undefined }
    : T;

/** The fields of an API object of a view that a test sets, named as in YAML; all others have a default. */
export type ApiObject<View extends ListedViewName> = View extends keyof ProjectedObjects
  ? Fields<ProjectedObjects[View]>
  : AnyObject;
