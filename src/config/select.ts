import { type CheckGroup, checkGroups, type Registration } from '../check/check.ts';
import { UsageError } from '../model/errors.ts';
import { findNearestWord, suggestAlternatives } from '../text/nearest-word.ts';
import { pluralize } from '../text/pluralize.ts';

/** Values of `-g`, `-n` and `-s` as they were given, each a comma list. */
export interface CheckFilters {
  readonly group: readonly string[];
  readonly name: readonly string[];
  readonly service: readonly string[];
}

/** The share of this process; `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The values in comma lists, each once, in their order. */
export const filterValues = (lists: readonly string[]): readonly string[] => [
  ...new Set(
    lists
      .flatMap((list) => list.split(','))
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
];

/** Values that filters may have; a `Config` is one. */
export interface KnownNames {
  readonly services: readonly string[];
  /** Names of checks and registrations, also of checks that no service uses. */
  readonly names: readonly string[];
  /** Files of the configuration; empty: none was found. */
  readonly files?: readonly string[];
}

/**
 * The registrations that the filters select: OR within a flag, AND across flags. What is off by default runs when `-g` or
 * `-n` names it, what the configuration switched off when `-n` does.
 * @throws {UsageError} on an unknown value, and when nothing is selected.
 */
export const selectByFilters = (
  registrations: readonly Registration[],
  filters: CheckFilters,
  known: KnownNames,
): readonly Registration[] => {
  const wanted = checkedFilters(registrations, filters, known);
  const selected = registrations.filter(
    (registration) => matchesFilters(registration, wanted) && isSwitchedOn(registration, wanted),
  );
  if (selected.length === 0) throw new UsageError(nothingSelected(registrations, wanted));
  return selected;
};

/**
 * The registrations that match the filters, with those that are off.
 * @throws {UsageError} on an unknown value.
 */
export const matchByFilters = (
  registrations: readonly Registration[],
  filters: CheckFilters,
  known: KnownNames,
): readonly Registration[] => {
  const wanted = checkedFilters(registrations, filters, known);
  return registrations.filter((registration) => matchesFilters(registration, wanted));
};

/** What matches the filters, before they are validated and it is known what is enabled. */
export const preselectByFilters = <R extends FilteredFields>(
  some: readonly R[],
  filters: CheckFilters,
): readonly R[] => {
  const wanted = splitFilters(filters);
  return some.filter((one) => matchesFilters(one, wanted));
};

const splitFilters = ({ group, name, service }: CheckFilters): CheckFilters => ({
  group: filterValues(group),
  name: filterValues(name),
  service: filterValues(service),
});

const checkedFilters = (
  registrations: readonly Registration[],
  filters: CheckFilters,
  known: KnownNames,
): CheckFilters => {
  const wanted = splitFilters(filters);
  refuseUnknownValues('group', wanted.group, knownGroups(registrations));
  refuseUnknownValues('name', wanted.name, known.names, namespaceHint(wanted.name, known.names));
  refuseUnknownValues('service', wanted.service, known.services, known.files?.length === 0 ? NO_CONFIGURATION : '');
  return wanted;
};

/** kubectl's `-n` is a namespace. */
const namespaceHint = (values: readonly string[], known: readonly string[]): string =>
  values.some((value) => !known.includes(value) && findNearestWord(value, known) === undefined)
    ? '-n is the name of a check, --namespace looks at a namespace; '
    : '';

/** A group without a check is known, too: to name it is an empty selection, not a typing error. */
const knownGroups = (registrations: readonly Registration[]): readonly CheckGroup[] => [
  ...new Set<CheckGroup>([...checkGroups, ...registrations.map(({ group }) => group)]),
];

/** Services stand in the configuration: without one the name may be right, and the folder wrong. */
const NO_CONFIGURATION = 'no configuration was found (-c FILE, $KAVMON_CONFIG, /etc/kavmon/*.yaml, ./kavmon.yaml); ';

const refuseUnknownValues = (what: string, values: readonly string[], known: readonly string[], why = ''): void => {
  const unknown = values.filter((value) => !known.includes(value));
  if (unknown.length === 0) return;
  throw new UsageError(
    unknown.map((value) => `unknown ${what} "${value}": ${why}${suggestAlternatives(value, known)}`).join('\n'),
  );
};

type FilteredFields = Pick<Registration, 'group' | 'name' | 'check' | 'service'>;

const matchesFilters = ({ group, name, check, service }: FilteredFields, wanted: CheckFilters): boolean =>
  (wanted.group.length === 0 || wanted.group.includes(group)) &&
  (wanted.name.length === 0 || wanted.name.includes(name) || wanted.name.includes(check)) &&
  (wanted.service.length === 0 || wanted.service.includes(service));

const isSwitchedOn = ({ enabled, switchedOff }: Registration, { group, name }: CheckFilters): boolean =>
  enabled || name.length > 0 || (group.length > 0 && switchedOff !== true);

/** Why a group may have no registrations. */
const UNUSED_GROUP_HINT =
  ': checks that ask a service, or need a parameter, run for the services of the configuration that list them';

const nothingSelected = (registrations: readonly Registration[], filters: CheckFilters): string => {
  const names = new Set(registrations.flatMap(({ name, check }) => [name, check]));
  const unused = filters.name.filter((name) => !names.has(name));
  if (unused.length > 0) return `nothing selected: no service of the configuration uses ${unused.join(', ')}`;
  const flags = (['group', 'name', 'service'] as const)
    .filter((flag) => filters[flag].length > 0)
    .map((flag) => `--${flag} ${filters[flag].join(',')}`);
  const none = `nothing selected: ${pluralize(registrations.length, 'check')}, none of them for ${flags.join(' ') || 'a run without filters'}`;
  const groupsThere = new Set<string>(registrations.map(({ group }) => group));
  return filters.group.some((group) => groupsThere.has(group)) || filters.group.length === 0
    ? none
    : `${none}${UNUSED_GROUP_HINT}`;
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
  throw new UsageError(`JOB_COMPLETION_INDEX=${JOB_COMPLETION_INDEX} is not a share of KAVMON_SHARDS=${KAVMON_SHARDS}`);
};

/** The registrations of a shard: each is in exactly one, by its id alone, so that a new check moves no other. */
export const inShard = <R extends Pick<Registration, 'id'>>(
  registrations: readonly R[],
  { index, count }: Shard,
): readonly R[] => registrations.filter(({ id }) => hashText(id) % count === index - 1);

/** FNV-1a of the UTF-16 units, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/), its high bits folded into the low ones. */
const hashText = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) >>> 0;
};
