import { type Group, groups, type Registration } from './check.ts';
import { UsageError } from './errors.ts';
import { alternatives } from './nearest.ts';

/** Values of the filters; a list is what stood behind the flag, each perhaps a comma list. */
export interface Filters {
  readonly group: readonly string[];
  readonly name: readonly string[];
  readonly service: readonly string[];
}

/** This process's share: `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The words of comma lists, each once, in their order. */
export const filterValues = (lists: readonly string[]): readonly string[] => [
  ...new Set(
    lists
      .flatMap((list) => list.split(','))
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
];

/**
 * The registrations that the filters select: OR within a flag, AND across flags. What is off by default runs when `-g` or
 * `-n` names it, what the configuration switched off when `-n` does.
 * @throws {UsageError} on an unknown value, and when nothing is selected.
 */
export const select = (
  registrations: readonly Registration[],
  filters: Filters,
  services: readonly string[],
): readonly Registration[] => {
  const wanted = {
    group: filterValues(filters.group),
    name: filterValues(filters.name),
    service: filterValues(filters.service),
  };
  refuseUnknown('group', wanted.group, knownGroups(registrations));
  refuseUnknown('name', wanted.name, namesOf(registrations));
  refuseUnknown('service', wanted.service, services);
  const selected = registrations.filter((registration) => isSelected(registration, wanted));
  if (selected.length === 0) throw new UsageError(nothingSelected(registrations, wanted));
  return selected;
};

/** Every name that `-n` takes: of registrations and of their checks. */
export const namesOf = (registrations: readonly Registration[]): readonly string[] =>
  [...new Set(registrations.flatMap(({ name, check }) => [check, name]))].toSorted();

/** A group of the contract is known also when no check of it is there: that is an empty selection, not a typing error. */
const knownGroups = (registrations: readonly Registration[]): readonly Group[] => [
  ...new Set<Group>([...groups, ...registrations.map(({ group }) => group)]),
];

const refuseUnknown = (what: string, values: readonly string[], known: readonly string[]): void => {
  const unknown = values.filter((value) => !known.includes(value));
  if (unknown.length === 0) return;
  throw new UsageError(unknown.map((value) => `unknown ${what} "${value}": ${alternatives(value, known)}`).join('\n'));
};

const isSelected = (registration: Registration, { group, name, service }: Filters): boolean => {
  const isNamed = name.includes(registration.name) || name.includes(registration.check);
  const isInGroup = group.includes(registration.group);
  if (group.length > 0 && !isInGroup) return false;
  if (name.length > 0 && !isNamed) return false;
  if (service.length > 0 && !service.includes(registration.service)) return false;
  return registration.enabled || isNamed || (isInGroup && registration.switchedOff !== true);
};

const nothingSelected = (registrations: readonly Registration[], filters: Filters): string => {
  if (registrations.length === 0) return 'nothing to check: there is no check at all';
  const flags = (['group', 'name', 'service'] as const)
    .filter((flag) => filters[flag].length > 0)
    .map((flag) => `--${flag} ${filters[flag].join(',')}`);
  return `nothing selected: ${registrations.length} checks, none of them for ${flags.join(' ') || 'a run without filters'}`;
};

/**
 * The share of this process: that of `--shard`, else of an Indexed Job (`JOB_COMPLETION_INDEX` of `KAVMON_SHARDS`), else null.
 * @throws {UsageError} when the Job's index is no share.
 */
export const shardOf = (flag: Shard | undefined, env: NodeJS.ProcessEnv): Shard | null => {
  if (flag !== undefined) return flag;
  const { JOB_COMPLETION_INDEX = '', KAVMON_SHARDS = '' } = env;
  if (JOB_COMPLETION_INDEX === '' || KAVMON_SHARDS === '') return null;
  const index = Number(JOB_COMPLETION_INDEX) + 1;
  const count = Number(KAVMON_SHARDS);
  if (Number.isSafeInteger(index) && Number.isSafeInteger(count) && index >= 1 && index <= count)
    return { index, count };
  throw new UsageError(`JOB_COMPLETION_INDEX=${JOB_COMPLETION_INDEX} is no share of KAVMON_SHARDS=${KAVMON_SHARDS}`);
};

/** What falls to a shard: every registration to exactly one, by its id alone, so that a new check moves no other. */
export const inShard = <R extends Pick<Registration, 'id'>>(
  registrations: readonly R[],
  { index, count }: Shard,
): readonly R[] => registrations.filter(({ id }) => hashOf(id) % count === index - 1);

/** FNV-1a of the UTF-16 units, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/), its high bits folded into the low ones. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) >>> 0;
};
