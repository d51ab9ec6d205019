import type { ApiClient } from '../../kubernetes/api/client.ts';
import { errorMessage } from '../../model/errors.ts';
import { pauseFor } from '../../run/attempt/deadline.ts';
import { type DrillObject, deleteObject, listDrillObjects } from './drill-objects.ts';

/** How long removing may take, also after a signal, in milliseconds. */
const REMOVAL_LIMIT_MS = 30_000;

/** Between two looks whether all is gone, in milliseconds. */
const PAUSE_MS = 500;

/** How long is waited for what was asked for and not confirmed: as long as a webhook may take, unless it says otherwise. */
const LATE_LIMIT_MS = 10_000;

/** What was removed, and what is still there, as `Deployment NAME (why)`. */
export interface Removal {
  readonly removed: readonly string[];
  readonly left: readonly string[];
}

export interface RemovalRequest {
  readonly namespace: string;
  readonly isOurs: (object: DrillObject) => boolean;
  /** What was asked for and not confirmed, as `Deployment NAME`: it may be made after the first looks. */
  readonly unconfirmed?: ReadonlySet<string>;
}

/**
 * Removes what drills have made in the namespace, of these alone that `isOurs` takes, and looks until all of it is gone, for
 * half a minute at most, or until `ended`. Never rejects.
 */
export const removeDrillObjects = async (
  connect: (signal: AbortSignal) => Promise<ApiClient>,
  request: RemovalRequest,
  ended?: AbortSignal,
): Promise<Removal> => {
  const limit = AbortSignal.timeout(REMOVAL_LIMIT_MS);
  const signal = ended === undefined ? limit : AbortSignal.any([limit, ended]);
  try {
    const client = await connect(signal);
    try {
      return await removeAll(client, request, signal);
    } finally {
      client.close();
    }
  } catch (error) {
    return { removed: [], left: [`what the drill made (${errorMessage(error)})`] };
  }
};

/** Asks again while something is there: a pod may be made while its Job is being deleted. */
const removeAll = async (
  client: ApiClient,
  { namespace, isOurs, unconfirmed }: RemovalRequest,
  signal: AbortSignal,
): Promise<Removal> => {
  const removed = new Set<string>();
  const awaited = new Set(unconfirmed);
  const since = performance.now();
  for (;;) {
    const objects = (await listDrillObjects(client, namespace)).filter(isOurs);
    for (const object of objects) awaited.delete(nameOf(object));
    const outcomes = await Promise.all(objects.map((object) => tryDelete(client, namespace, object)));
    for (const { name } of outcomes.filter(({ failure }) => failure === undefined)) removed.add(name);
    const isRefused = outcomes.some(({ failure }) => failure !== undefined);
    const isGone = objects.length === 0 && (awaited.size === 0 || performance.now() - since >= LATE_LIMIT_MS);
    if (isGone || isRefused || signal.aborted) return { removed: [...removed], left: leftOf(outcomes, awaited) };
    await pauseFor(PAUSE_MS, signal);
  }
};

type DeleteOutcome = Awaited<ReturnType<typeof tryDelete>>;

const leftOf = (outcomes: readonly DeleteOutcome[], awaited: ReadonlySet<string>): readonly string[] => [
  ...outcomes.map(({ name, failure }) => `${name} (${failure ?? 'being deleted'})`),
  ...[...awaited].map((name) => `${name} (not there yet, but asked for: the API server did not confirm it)`),
];

const nameOf = ({ kind, name }: DrillObject): string => `${kind} ${name}`;

const tryDelete = async (client: ApiClient, namespace: string, object: DrillObject) => {
  const name = nameOf(object);
  return deleteObject(client, namespace, object).then(
    () => ({ name, failure: undefined }),
    (error: unknown) => ({ name, failure: errorMessage(error) }),
  );
};
