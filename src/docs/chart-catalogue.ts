import { type CheckMetadata, checkGroups } from '../check/check.ts';
import { isClusterCheck } from '../check/cluster-check.ts';
import { isReadByName, type ResourceName, resourceNames, resourceTable } from '../kubernetes/resources.ts';

/**
 * What the chart has to know of the catalogue, as JSON: the groups, which lists each check reads, and where those lists
 * are. From it the chart makes its default jobs and its roles.
 */
export const chartCatalogue = (catalogue: readonly CheckMetadata[]): string => {
  const clusterGroups = clusterGroupsOf(catalogue);
  const serviceGroups = scheduledGroups.filter((group) => group !== 'hygiene' && !clusterGroups.includes(group));
  const known = {
    groups: checkGroups,
    clusterGroups,
    serviceGroups,
    checks: catalogueChecks(catalogue),
    lists: catalogueLists(),
  };
  return `${JSON.stringify(known, null, 2)}\n`;
};

/** All but the start-up gate, which is never run on a schedule. */
export const scheduledGroups = checkGroups.filter((group) => group !== 'dependency');

/** Groups whose checks judge the cluster, without hygiene, which runs on demand only. */
const clusterGroupsOf = (catalogue: readonly CheckMetadata[]): readonly string[] =>
  checkGroups.filter(
    (group) => group !== 'hygiene' && catalogue.some((check) => check.group === group && isClusterCheck(check)),
  );

const catalogueChecks = (catalogue: readonly CheckMetadata[]) =>
  Object.fromEntries(
    catalogue.map((check) => [
      check.name,
      {
        group: check.group,
        ...(check.onlyByName ? { onlyByName: true } : {}),
        ...(check.namedViews === undefined ? {} : { namesKinds: true }),
        lists: listsReadBy(check),
      },
    ]),
  );

/** Events explain what was read in a namespace. */
const listsReadBy = ({ needs, wants = [] }: CheckMetadata): readonly ResourceName[] => {
  const sources: readonly string[] = [...needs, ...wants];
  const lists = new Set(sources.filter(isListed));
  if ([...lists].some((name) => resourceTable[name].namespaced)) lists.add('events');
  return [...lists];
};

const isListed = (source: string): source is ResourceName => Object.hasOwn(resourceTable, source);

const catalogueLists = () =>
  Object.fromEntries(
    resourceNames.map((name) => {
      const { group, resource, namespaced, within = '' } = resourceTable[name];
      return [name, { group, resource, namespaced, within, verb: isReadByName(name) ? 'get' : 'list' }];
    }),
  );
