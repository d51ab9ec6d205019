import type { Json } from '../model/json.ts';

/** By these annotations users tell an operator to leave an object alone, with the value that says so; null: whatever it is. */
const HOLD_VALUES: Readonly<Record<string, string | null>> = {
  // https://keda.sh/docs/latest/concepts/scaling-deployments/#pausing-autoscaling
  'autoscaling.keda.sh/paused': 'true',
  'autoscaling.keda.sh/paused-replicas': null,
  // https://cluster-api.sigs.k8s.io/reference/api/labels-and-annotations
  'cluster.x-k8s.io/paused': null,
  'cnpg.io/hibernation': 'on',
  // https://docs.crossplane.io/latest/managed-resources/managed-resources/#annotations
  'crossplane.io/paused': 'true',
  // https://www.elastic.co/docs/troubleshoot/deployments/cloud-on-k8s/troubleshooting-methods
  'eck.k8s.elastic.co/managed': 'false',
  'serving.kserve.io/stop': 'true',
};

/** The path of an annotation of them, as paths of custom resources are written. */
export const holdPath = (annotation: string): string => `metadata.annotations ${annotation}`;

/** Whether the value at a path puts its object on hold. */
export const isHoldValue = (path: string, value: Json | undefined): boolean => {
  const wanted = holdValueOf(path);
  return wanted === null ? value !== undefined : String(value).toLowerCase() === wanted;
};

/** The value that puts an object on hold at this path; null: any. */
export const holdValueOf = (path: string): string | null => {
  const [, annotation = ''] = path.split(' ');
  const wanted = HOLD_VALUES[annotation];
  return wanted === undefined ? 'true' : wanted;
};
