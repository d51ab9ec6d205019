import { abbreviateList } from '../text/abbreviate-list.ts';
import { pluralize } from '../text/pluralize.ts';
import type { ApiClient } from './api/client.ts';
import { type ApiFailure, toApiFailure } from './api/failure.ts';
import type { EventTaker } from './explainer.ts';
import { listForm } from './gather/list-form.ts';
import { listProblem } from './gather/list-problems.ts';
import { readList } from './gather/read-list.ts';
import { projectObject, resourceTable } from './resources.ts';
import type { EventRow } from './views/events.ts';

interface EventSource {
  readonly connect: () => Promise<ApiClient>;
  readonly take: EventTaker;
}

/**
 * Reads the events of namespaces: by one list of each, or where they are more than the limit, by one list of the warnings of
 * the whole cluster; who may not read that gets the events of the first ones. Returns notes for the report. Never rejects.
 */
export const readEvents = async (
  { connect, take }: EventSource,
  namespaces: readonly string[],
  limit: number,
): Promise<readonly string[]> => {
  if (namespaces.length <= limit) return readEach({ connect, take }, namespaces);
  const wanted = new Set(namespaces);
  const takeWanted: EventTaker = (event) => wanted.has(event.about.namespace ?? 'default') && take(event);
  const failure = await readEventList({ connect, take: takeWanted }, undefined);
  if (failure?.status === 403) return readFirst({ connect, take }, namespaces, limit);
  return [
    `of the events of ${pluralize(namespaces.length, 'namespace')} only the warnings were read (${raise(limit)}): ${abbreviateList(namespaces)}`,
    ...missingEventsNotes(undefined, failure),
  ];
};

const readFirst = async (
  source: EventSource,
  namespaces: readonly string[],
  limit: number,
): Promise<readonly string[]> => {
  const left = namespaces.slice(limit);
  const note = `the events of ${pluralize(left.length, 'more namespace')} were not read (${raise(limit)}): ${abbreviateList(left)}`;
  return [note, ...(await readEach(source, namespaces.slice(0, limit)))];
};

const raise = (limit: number): string => `beyond --explain-limit ${limit}`;

const readEach = async (source: EventSource, namespaces: readonly string[]): Promise<readonly string[]> => {
  const notes = namespaces.map(async (namespace) =>
    missingEventsNotes(namespace, await readEventList(source, namespace)),
  );
  return (await Promise.all(notes)).flat();
};

const missingEventsNotes = (namespace: string | undefined, failure: ApiFailure | undefined): readonly string[] =>
  failure === undefined
    ? []
    : [`without events: ${listProblem({ resource: resourceTable.events, namespace }, failure).message}`];

/**
 * Reads all events of a namespace, or the warnings of the whole cluster. Each is handed over when it was parsed, and not when its
 * page is whole: it explains, and judges nothing. Returns why there are no more.
 */
const readEventList = async (
  { connect, take }: EventSource,
  namespace: string | undefined,
): Promise<ApiFailure | undefined> => {
  try {
    await readList(await connect(), {
      ...listForm('events', namespace),
      ...(namespace === undefined && { fieldSelector: 'type=Warning' }),
      row: (object) => take(projectObject('events', object) as EventRow),
      page: () => undefined,
      restart: () => undefined,
    });
    return undefined;
  } catch (error) {
    return toApiFailure(error);
  }
};
