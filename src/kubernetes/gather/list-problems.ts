import { type ApiFailure, failureReason } from '../api/failure.ts';
import { fullResourceName, type ResourceEntry } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';

/** What was asked of the API server. */
export interface ListTarget {
  readonly resource: Pick<ResourceEntry, 'group' | 'version' | 'resource'>;
  /** Undefined: all, or none. */
  readonly namespace: string | undefined;
}

const formatScope = (namespace: string | undefined): string =>
  namespace ? `in namespace ${namespace}` : 'in the cluster';

/** The rule that allows it, as it stands in a Role. */
const formatRule = ({ group, resource }: ListTarget['resource']): string =>
  `{ apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["list"] }`;

/** What a failed list means for those who need it: what was asked, where, why it failed, and what would allow it. */
export const listProblem = ({ resource, namespace }: ListTarget, failure: ApiFailure): ViewProblem => {
  const what = `list ${fullResourceName(resource)} ${formatScope(namespace)}`;
  if (failure.status === 404) return absentProblem(resource, what, failure);
  const reason = failureReason(failure);
  if (failure.status === 403) {
    const role = namespace ? 'Role' : 'ClusterRole';
    const message = `no permission to ${what}: a ${role} with ${formatRule(resource)} allows it (${failure.message})`;
    return { status: 'error', reason, message };
  }
  return { status: 'error', reason, message: `could not ${what}: ${failure.message}` };
};

/** Groups that every cluster has: a 404 for one of them tells of what stands before the API server. */
const BUILT_IN_GROUPS = new Set(['', 'apps', 'batch', 'discovery.k8s.io']);

/** An API group that is not installed is nothing to judge. */
const absentProblem = ({ group, version }: ListTarget['resource'], what: string, failure: ApiFailure): ViewProblem =>
  BUILT_IN_GROUPS.has(group)
    ? { status: 'error', reason: 'dependency', message: `could not ${what}: ${failure.message}` }
    : { status: 'skipped', reason: 'dependency', message: `not installed: the cluster has no ${group}/${version}` };

/** The one thing that is wrong when the API server does not answer at all; the same words for every view. */
export const apiServerProblem = (server: string, failure: ApiFailure): ViewProblem => ({
  status: 'error',
  reason: failureReason(failure),
  message: `the API server ${server} ${formatServerFailure(failure)}`,
});

const formatServerFailure = ({ kind, status, message }: ApiFailure): string => {
  // No colon behind the word: what follows it would be taken for a secret.
  if (status === 401) return `refused the credentials (${message})`;
  const isAnswer = kind === 'status' || kind === 'broken';
  return isAnswer ? `does not answer as one: ${message}` : `does not answer: ${message}`;
};
