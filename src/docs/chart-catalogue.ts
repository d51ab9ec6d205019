import { type Described, groups } from '../check/check.ts';
import { isClaimed } from '../config/registrations/usages.ts';
import { type Listed, listed, resources } from '../kubernetes/resources.ts';
import { isProbe } from '../probes/index.ts';

/**
 * What the chart has to know of the catalogue, as JSON: the groups, which lists each check reads, and where those lists
 * are. From it the chart makes its default jobs and its roles.
 */
export const chartCatalogue = (catalogue: readonly Described[]): string => {
  const known = { groups, clusterGroups: clusterGroupsOf(catalogue), checks: checksOf(catalogue), lists: listsOf() };
  return `${JSON.stringify(known, null, 2)}\n`;
};

/** Groups whose checks judge the cluster; advice on hygiene is asked for by name. */
const clusterGroupsOf = (catalogue: readonly Described[]): readonly string[] =>
  groups.filter((group) => group !== 'hygiene' && catalogue.some((check) => check.group === group && isJudge(check)));

/** It rests on what was read of the cluster alone. */
const isJudge = ({ needs }: Described): boolean => needs.length > 0 && !needs.some(isProbe);

const checksOf = (catalogue: readonly Described[]) =>
  Object.fromEntries(
    catalogue.map((check) => [
      check.name,
      {
        group: check.group,
        enabled: check.enabled ?? true,
        cluster: isJudge(check),
        claimed: isClaimed(check),
        lists: [...check.needs, ...(check.wants ?? [])].filter(isListed),
      },
    ]),
  );

const isListed = (source: string): source is Listed => Object.hasOwn(resources, source);

const listsOf = () =>
  Object.fromEntries(
    listed.map((name) => {
      const { group, resource, namespaced, within = '' } = resources[name];
      return [name, { group, resource, namespaced, within }];
    }),
  );
