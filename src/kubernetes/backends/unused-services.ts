import { abbreviateList } from '../../text/abbreviate-list.ts';
import { findNearestWord } from '../../text/nearest-word.ts';
import { pluralize } from '../../text/pluralize.ts';
import type { ServiceRow } from '../views/services.ts';
import type { ServiceBackends } from './service-backends.ts';
import { findNearestPods, type NearestPods } from './unmatched-selector.ts';

/** Why nobody needs to be behind a Service. */
export type UnusedKind = 'finished' | 'role' | 'never';

/** Why a Service whose selector matches no living pod is so on purpose; undefined when it is not. */
export const unusedKindOf = (row: ServiceRow, backing: ServiceBackends): UnusedKind | undefined => {
  if (isOfFinishedRun(row, backing)) return 'finished';
  if (isVacantRole(findNearestPods(row, backing))) return 'role';
  return wasNeverMatched(row, backing) ? 'never' : undefined;
};

/** Kinds that run to an end, whose Services may outlive their pods. */
const RUN_KIND_PATTERN = /(?:Job|Run|Workflow|SparkApplication)$/;

/** Whether the pods behind it ran to their end, and none is to follow: drivers, Jobs, bare pods. */
const isOfFinishedRun = ({ owner }: ServiceRow, { done }: ServiceBackends): boolean =>
  done.length > 0
    ? done.every(({ template }) => template.restartPolicy !== 'Always')
    : owner !== undefined && RUN_KIND_PATTERN.test(owner.kind);

/**
 * Whether the one label that is missing is a role which an operator or agent gives to pods as they run, and the only pod has
 * another one: a database of one instance has no replica. A role that one pod has to have is never vacant on purpose.
 */
const isVacantRole = (nearest: NearestPods | undefined): boolean =>
  nearest?.pods.length === 1 && nearest.unlabelled.length === 0 && nearest.isAtRuntime && !isLeaderRole(nearest);

const LEADER_PATTERN = /^(?:master|primary|leader|active|main|writer|read-?write|rw)$/i;
const FOLLOWER_KEY_PATTERN = /replica|standby|follower|secondary|slave/i;

const isLeaderRole = ({ key, value }: NearestPods): boolean =>
  LEADER_PATTERN.test(value) || (value === 'true' && !FOLLOWER_KEY_PATTERN.test(key));

/** Milliseconds by which the first slice of a Service may be later than the Service. */
const FIRST_SLICE_DELAY = 60_000;

/**
 * Whether a headless Service is for pods that never were here, as monitoring charts make them for a control plane that a cloud
 * hides: it never had an endpoint, no pod has any of its labels, or one like it, and no StatefulSet needs it.
 */
const wasNeverMatched = (row: ServiceRow, { slices, neighbours, allWorkloads }: ServiceBackends): boolean =>
  row.headless === true &&
  slices.every(({ changedAt = 0 }) => changedAt <= row.createdAt + FIRST_SLICE_DELAY) &&
  !allWorkloads.some(({ serviceName }) => serviceName === row.ref.name) &&
  Object.entries(row.selector).every(([key, value]) => {
    const values = neighbours.flatMap(({ labels }) => labels[key] ?? []);
    return findNearestWord(value, values) === undefined;
  });

const UNUSED_TEXTS: { readonly [kind in UnusedKind]: string } = {
  finished: 'what is behind has run to its end',
  role: 'the only pod has another role',
  never: 'no pod ever had its labels',
};

/** Notes on Services that nobody needs to be behind, one for each kind. */
export const describeUnused = (unused: readonly (readonly [UnusedKind, string])[]): readonly string[] =>
  [...Map.groupBy(unused, ([kind]) => kind)].map(
    ([kind, all]) =>
      `${pluralize(all.length, 'Service has', 'Services have')} no endpoints, ${UNUSED_TEXTS[kind]}: ${abbreviateList(all.map(([, name]) => name))}`,
  );
