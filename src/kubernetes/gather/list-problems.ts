import { type ApiFailure, failureReason } from '../api/failure.ts';
import type { ResourceEntry } from '../resource-entry.ts';
import { fullResourceName } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';

/** What was to be listed, and where. */
export interface ListTarget {
  readonly resource: Pick<ResourceEntry, 'group' | 'version' | 'resource'>;
  /** Undefined: the whole cluster. */
  readonly namespace: string | undefined;
}

const formatScope = (namespace: string | undefined): string =>
  namespace ? `in namespace ${namespace}` : 'in the cluster';

/** The rule that allows the list, as a Role has it. */
const formatRule = ({ group, resource }: ListTarget['resource']): string =>
  `{ apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["list"] }`;

/** The problem of a view whose list failed: names verb, resource, namespace, cause, and for a 403 the rule that allows it. */
export const listProblem = ({ resource, namespace }: ListTarget, failure: ApiFailure): ViewProblem => {
  const what = `list ${fullResourceName(resource)} ${formatScope(namespace)}`;
  if (failure.status === 404) return absentProblem(resource, what, failure);
  const reason = failureReason(failure);
  if (failure.status === 403) {
    const role = namespace ? 'Role' : 'ClusterRole';
    const message = `no permission to ${what}: a ${role} with ${formatRule(resource)} allows it (${failure.message})`;
    return { status: 'error', reason, message, ...saidOf(failure) };
  }
  return { status: 'error', reason, message: `could not ${what}: ${failure.message}`, ...saidOf(failure) };
};

/** API groups of every cluster: a 404 for one of them comes from a proxy in front of the API server. */
const BUILT_IN_GROUPS = new Set(['', 'apps', 'batch', 'discovery.k8s.io']);

/** A list that is not found: its API group is not installed, so that there is nothing to judge. */
const absentProblem = ({ group, version }: ListTarget['resource'], what: string, failure: ApiFailure): ViewProblem =>
  BUILT_IN_GROUPS.has(group)
    ? { status: 'error', reason: 'dependency', message: `could not ${what}: ${failure.message}`, ...saidOf(failure) }
    : { status: 'skipped', reason: 'dependency', message: `not installed: the cluster has no ${group}/${version}` };

/** The problem of a view of custom resources whose kind the cluster does not have. */
export const notInstalledProblem = (resource: ListTarget['resource']): ViewProblem => ({
  status: 'skipped',
  reason: 'dependency',
  message: `not installed: the cluster has no ${fullResourceName(resource)}`,
});

/** The problem of all views when the API server does not answer. */
export const apiServerProblem = (server: string, failure: ApiFailure): ViewProblem => ({
  status: 'error',
  reason: failureReason(failure),
  message: `the API server ${server} ${formatServerFailure(failure)}`,
  ...saidOf(failure),
});

const saidOf = ({ said }: ApiFailure): Pick<ViewProblem, 'said'> => (said ? { said } : {});

const formatServerFailure = ({ kind, status, message }: ApiFailure): string => {
  // In parentheses: the redactor takes what follows "credentials:" for a secret.
  if (status === 401) return `refused the credentials (${message})`;
  const hasAnswered = kind === 'status' || kind === 'broken';
  return hasAnswered ? `does not answer as one: ${message}` : `does not answer: ${message}`;
};
