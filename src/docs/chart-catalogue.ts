import { type CheckMetadata, checkGroups, type WantedBy } from '../check/check.ts';
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
        lists: withEvents(check.wantedBy === undefined ? [...check.needs, ...(check.wants ?? [])] : check.needs),
        ...(check.wantedBy === undefined ? {} : { wantedBy: wantedLists(check.wantedBy) }),
      },
    ]),
  );

/** The lists that each key of a parameter asks for. */
const wantedLists = ({ parameter, views }: WantedBy) => ({
  parameter,
  lists: Object.fromEntries(Object.entries(views).map(([key, names]) => [key, withEvents(names)])),
});

/** The lists among the sources of a check. Events explain what was read in a namespace. */
const withEvents = (sources: readonly string[]): readonly ResourceName[] => {
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
