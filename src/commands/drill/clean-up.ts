import type { ApiClient } from '../../kubernetes/api/client.ts';
import { errorMessage } from '../../model/errors.ts';
import { pauseFor } from '../../run/attempt/deadline.ts';
import { type DrillObject, deleteObject, listDrillObjects } from './drill-objects.ts';

/** How long removing may take, also after a signal, in milliseconds. */
const REMOVAL_LIMIT_MS = 30_000;

/** Between two looks whether all is gone, in milliseconds. */
const PAUSE_MS = 500;

/** What was removed, and what is still there, as `Deployment NAME (why)`. */
export interface Removal {
  readonly removed: readonly string[];
  readonly left: readonly string[];
}

/**
 * Removes what drills have made in the namespace, of these alone that `isOurs` takes, and looks until all of it is gone, for
 * half a minute at most, or until `ended`. Never rejects.
 */
export const removeDrillObjects = async (
  connect: (signal: AbortSignal) => Promise<ApiClient>,
  namespace: string,
  isOurs: (object: DrillObject) => boolean,
  ended?: AbortSignal,
): Promise<Removal> => {
  const limit = AbortSignal.timeout(REMOVAL_LIMIT_MS);
  const signal = ended === undefined ? limit : AbortSignal.any([limit, ended]);
  try {
    const client = await connect(signal);
    try {
      return await removeAll(client, { namespace, isOurs, signal });
    } finally {
      client.close();
    }
  } catch (error) {
    return { removed: [], left: [`what the drill made (${errorMessage(error)})`] };
  }
};

interface RemovalOptions {
  readonly namespace: string;
  readonly isOurs: (object: DrillObject) => boolean;
  readonly signal: AbortSignal;
}

/** Asks again while something is there: a pod may be made while its Job is being deleted. */
const removeAll = async (client: ApiClient, { namespace, isOurs, signal }: RemovalOptions): Promise<Removal> => {
  const removed = new Set<string>();
  for (;;) {
    const objects = (await listDrillObjects(client, namespace)).filter(isOurs);
    const outcomes = await Promise.all(objects.map((object) => tryDelete(client, namespace, object)));
    for (const { name } of outcomes.filter(({ failure }) => failure === undefined)) removed.add(name);
    const isRefused = outcomes.some(({ failure }) => failure !== undefined);
    if (objects.length === 0 || isRefused || signal.aborted)
      return {
        removed: [...removed],
        left: outcomes.map(({ name, failure }) => `${name} (${failure ?? 'being deleted'})`),
      };
    await pauseFor(PAUSE_MS, signal);
  }
};

const tryDelete = async (client: ApiClient, namespace: string, object: DrillObject) => {
  const name = `${object.kind} ${object.name}`;
  return deleteObject(client, namespace, object).then(
    () => ({ name, failure: undefined }),
    (error: unknown) => ({ name, failure: errorMessage(error) }),
  );
};
