import type { CheckMetadata } from '../../check/check.ts';
import { isClusterCheck } from '../../check/cluster-check.ts';
import type { Json } from '../../model/json.ts';
import { isMapping, type JsonObject, mappingAt } from '../file/json-tree.ts';
import type { ConfigPath } from '../file/source-position.ts';

/** The service that is always there. */
export const CLUSTER_SERVICE = 'cluster';

/** A check that a service uses: what becomes a registration. */
export interface CheckUsage {
  readonly check: CheckMetadata;
  readonly service: string;
  readonly name: string;
  readonly isDependency: boolean;
  /** False for a check that runs without being configured. */
  readonly isExplicit: boolean;
  /** Of its own settings, also when it has none. */
  readonly path: ConfigPath;
  /** What is written at this path. */
  readonly settings: JsonObject;
  /** Of the service. */
  readonly selector?: string;
}

/** Groups whose objects carry the labels of an application; nodes, namespaces and volumes belong to no service. */
const CLAIMED_GROUPS: readonly string[] = ['pods', 'workloads', 'scaling', 'network', 'images', 'hygiene', 'custom'];

/** The names of the services that the files declare. */
export const declaredServices = (config: JsonObject): readonly string[] => Object.keys(mappingAt(config, ['services']));

/** Checks of one run: each is a line of the report, and takes some kilobytes. With more, not all are found. */
export const MAX_USAGES = 20_000;

/**
 * What each service uses of the catalogue: for `cluster` every check that needs no probe, for a service what it lists, and
 * with a selector the checks of the objects it claims. What has the wrong shape is left out: the schema of the file reports it.
 */
export const findUsages = (config: JsonObject, catalogue: readonly CheckMetadata[]): readonly CheckUsage[] => {
  const listed: CheckUsage[] = [];
  for (const service of declaredServices(config)) {
    listed.push(...serviceUsages(config, service, catalogue));
    if (listed.length > MAX_USAGES) break;
  }
  const cluster = catalogue
    .filter((check) => isForCluster(check, listed) && !lacksNamedViews(check, config))
    .map(clusterUsage);
  return [...cluster, ...listed];
};

/** A check that needs nothing at all runs for the cluster unless a service lists it, as its parameters demand. */
const isForCluster = (check: CheckMetadata, listed: readonly CheckUsage[]): boolean =>
  isClusterCheck(check) || (check.needs.length === 0 && !listed.some((usage) => usage.check === check));

/** Whether a check judges kinds that the configuration names, and it names none. */
const lacksNamedViews = ({ name, namedViews }: CheckMetadata, config: JsonObject): boolean =>
  namedViews !== undefined && !Object.hasOwn(mappingAt(config, ['checks', name]), namedViews.parameter);

/** The usage of a check that runs for the cluster without being configured. */
export const clusterUsage = (check: CheckMetadata): CheckUsage => ({
  check,
  service: CLUSTER_SERVICE,
  name: check.name,
  isDependency: false,
  isExplicit: false,
  path: ['checks', check.name],
  settings: {},
});

const serviceUsages = (config: JsonObject, service: string, catalogue: readonly CheckMetadata[]): CheckUsage[] => {
  const selector = selectorOf(config, service);
  const listed = (['checks', 'dependsOn'] as const).flatMap((section) => {
    const base = { service, isDependency: section === 'dependsOn', isExplicit: true, ...selector };
    const path = ['services', service, section];
    return Object.entries(mappingAt(config, path)).flatMap(([key, value]) =>
      listedChecks(key, value, [...path, key]).flatMap(({ checkName, ...item }) => {
        const check = catalogue.find(({ name }) => name === key) ?? catalogue.find(({ name }) => name === checkName);
        return check === undefined ? [] : [{ ...base, ...item, check }];
      }),
    );
  });
  if (selector === undefined) return listed;
  const claimed = catalogue.filter((check) => isClaimed(check) && !listed.some((usage) => usage.check === check));
  return [...claimed.map((check) => ({ ...clusterUsage(check), service, ...selector })), ...listed];
};

/** Whether the objects it judges carry the labels of an application, so that a service can claim them. */
export const isClaimed = (check: CheckMetadata): boolean =>
  CLAIMED_GROUPS.includes(check.group) && isClusterCheck(check);

const selectorOf = (config: JsonObject, service: string): { readonly selector: string } | undefined => {
  const selector = textAt(mappingAt(config, ['services', service, 'workloads']), 'selector');
  return selector === undefined ? undefined : { selector };
};

interface ListedCheck extends Pick<CheckUsage, 'name' | 'path' | 'settings'> {
  readonly checkName: string;
}

/** One mapping or a list of them under the name of a check, or one under a name of its own with the key `check`. */
const listedChecks = (key: string, value: Json, path: ConfigPath): ListedCheck[] => {
  if (isMapping(value)) {
    const name = textAt(value, 'name') ?? key;
    return [{ checkName: textAt(value, 'check') ?? key, name, path, settings: value }];
  }
  if (!Array.isArray(value)) return [];
  return (value as readonly Json[]).flatMap((settings, index) => {
    if (!isMapping(settings)) return [];
    const name = textAt(settings, 'name') ?? `${key}-${index + 1}`;
    return [{ checkName: key, name, path: [...path, index], settings }];
  });
};

const textAt = (mapping: JsonObject, key: string): string | undefined => {
  const value = Object.hasOwn(mapping, key) ? mapping[key] : undefined;
  return typeof value === 'string' ? value : undefined;
};
