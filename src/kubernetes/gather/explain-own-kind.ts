import { findNearestWord } from '../../text/nearest-word.ts';
import type { ApiClient } from '../api/client.ts';
import { ApiFailure, failureReason, toApiFailure } from '../api/failure.ts';
import type { ResourceEntry } from '../resource-entry.ts';
import { fullResourceName } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import { readServedResources, type ServedGroups, versionsToAsk } from './discovery.ts';
import { notInstalledProblem } from './list-problems.ts';

/**
 * Why a kind that the configuration names has no list: it is not installed, which is no fault, or the configuration calls it
 * by a wrong name, or it belongs to no namespace. Never rejects.
 */
export const explainOwnKind = async (
  client: ApiClient,
  resource: ResourceEntry,
  served: ServedGroups | undefined,
): Promise<ViewProblem> => {
  const full = fullResourceName(resource);
  if (served === undefined || served instanceof ApiFailure)
    return failureProblem(`could not see which versions of ${resource.group} there are`, served);
  const there = served.get(resource.group);
  if (there === undefined) return notInstalledProblem(resource);
  const [version = there[0]] = versionsToAsk(resource, served);
  if (version === undefined) return notInstalledProblem(resource);
  try {
    const resources = await readServedResources(client, resource, version);
    const found = resources.find(({ name }) => name === resource.resource);
    if (found?.namespaced === false) return clusterScopeProblem(resource);
    if (found !== undefined) return versionProblem(full, there);
    const near = findNearestWord(
      resource.resource,
      resources.map(({ name }) => name),
    );
    return near === undefined ? notInstalledProblem(resource) : misnamedProblem(full, `${near}.${resource.group}`);
  } catch (error) {
    return failureProblem(`could not see what ${resource.group}/${version} has`, toApiFailure(error));
  }
};

const failureProblem = (what: string, failure: ApiFailure | undefined): ViewProblem => ({
  status: 'error',
  reason: failure === undefined ? 'dependency' : failureReason(failure),
  message: `${what}: ${failure?.message ?? 'it was not asked'}`,
});

const clusterScopeProblem = ({ resource }: ResourceEntry): ViewProblem => ({
  status: 'skipped',
  reason: 'config',
  message: `needs cluster scope: ${resource} are read with --all-namespaces`,
});

const versionProblem = (full: string, versions: readonly string[]): ViewProblem => ({
  status: 'error',
  reason: 'config',
  message: `the cluster has ${full}, but not in a version that the configuration names; it has ${versions.join(', ')}`,
});

const misnamedProblem = (full: string, near: string): ViewProblem => ({
  status: 'error',
  reason: 'config',
  message: `the cluster has no ${full}: did you mean ${near}?`,
});
