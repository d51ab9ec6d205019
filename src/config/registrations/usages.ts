import type { Described } from '../../check/check.ts';
import { isProbe } from '../../probes/index.ts';
import { type Located, type Mapping, type Path, valueAt } from '../file/source-position.ts';

/** The service that is always there. */
export const CLUSTER = 'cluster';

/** A check that a service uses: what becomes a registration. */
export interface Use {
  readonly check: Described;
  readonly service: string;
  readonly name: string;
  readonly isDependency: boolean;
  /** False when it is there without anybody having written it down. */
  readonly isExplicit: boolean;
  /** Where its own settings stand, or would. */
  readonly path: Path;
  readonly own: Mapping;
  /** Of the service. */
  readonly selector?: string;
}

/** Groups whose objects carry the labels of an application; nodes, namespaces and volumes belong to no service. */
const CLAIMED_GROUPS: readonly string[] = ['pods', 'workloads', 'scaling', 'network', 'images', 'hygiene', 'custom'];

const NOTHING: Mapping = { kind: 'mapping', entries: new Map(), place: { file: '', line: 1, column: 1 } };

/** The names of the services that the files declare. */
export const servicesOf = (tree: Mapping): readonly string[] => [...mappingAt(tree, ['services']).entries.keys()];

/** The mapping at a path, an empty one when there is none: what is no mapping was told already. */
export const mappingAt = (tree: Located, path: Path): Mapping => {
  const value = valueAt(tree, path);
  return value?.kind === 'mapping' ? value : NOTHING;
};

/**
 * What each service uses of the catalogue: for `cluster` every check that needs no probe, for a service what it lists, and
 * with a selector the checks of the objects it claims. What the tree has wrong is left out; the schema tells it.
 */
export const usesOf = (tree: Mapping, catalogue: readonly Described[]): readonly Use[] => {
  const listed = servicesOf(tree).flatMap((service) => usesOfService(tree, service, catalogue));
  const cluster = catalogue.filter((check) => isForCluster(check, listed)).map(clusterUse);
  return [...cluster, ...listed];
};

/** A check that needs nothing at all runs for the cluster unless a service lists it, as its parameters demand. */
const isForCluster = (check: Described, listed: readonly Use[]): boolean =>
  !check.needs.some(isProbe) && (check.needs.length > 0 || !listed.some((use) => use.check === check));

/** A check that runs without anybody having written it down. */
export const clusterUse = (check: Described): Use => ({
  check,
  service: CLUSTER,
  name: check.name,
  isDependency: false,
  isExplicit: false,
  path: ['checks', check.name],
  own: NOTHING,
});

const usesOfService = (tree: Mapping, service: string, catalogue: readonly Described[]): Use[] => {
  const selector = selectorOf(tree, service);
  const listed = (['checks', 'dependsOn'] as const).flatMap((section) => {
    const base = { service, isDependency: section === 'dependsOn', isExplicit: true, ...selector };
    const path = ['services', service, section];
    return [...mappingAt(tree, path).entries].flatMap(([key, { value }]) =>
      itemsOf(key, value, [...path, key]).flatMap((item) => {
        const check =
          catalogue.find(({ name }) => name === key) ?? catalogue.find(({ name }) => name === item.checkName);
        return check === undefined ? [] : [{ ...base, ...item, check }];
      }),
    );
  });
  if (selector === undefined) return listed;
  const claimed = catalogue.filter((check) => isClaimed(check) && !listed.some((use) => use.check === check));
  return [...claimed.map((check) => ({ ...clusterUse(check), service, ...selector })), ...listed];
};

/** Whether the objects it judges carry the labels of an application, so that a service can claim them. */
export const isClaimed = ({ group, needs }: Described): boolean =>
  CLAIMED_GROUPS.includes(group) && needs.length > 0 && !needs.some(isProbe);

const selectorOf = (tree: Mapping, service: string): { readonly selector: string } | undefined => {
  const selector = textAt(mappingAt(tree, ['services', service, 'workloads']), 'selector');
  return selector === undefined ? undefined : { selector };
};

interface Item {
  readonly checkName: string;
  readonly name: string;
  readonly path: Path;
  readonly own: Mapping;
}

/** One mapping or a list of them under the name of a check, or one under a name of its own that says which check it is. */
const itemsOf = (key: string, value: Located, path: Path): Item[] => {
  if (value.kind === 'mapping') {
    const name = textAt(value, 'name') ?? key;
    return [{ checkName: textAt(value, 'check') ?? key, name, path, own: value }];
  }
  if (value.kind !== 'list') return [];
  return value.items.flatMap((own, index) => {
    if (own.kind !== 'mapping') return [];
    return [{ checkName: key, name: textAt(own, 'name') ?? `${key}-${index + 1}`, path: [...path, index], own }];
  });
};

const textAt = (mapping: Mapping, key: string): string | undefined => {
  const value = mapping.entries.get(key)?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
};
