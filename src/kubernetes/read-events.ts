import { abbreviateList } from '../text/abbreviate-list.ts';
import { pluralize } from '../text/pluralize.ts';
import type { ApiClient } from './api/client.ts';
import { type ApiFailure, toApiFailure } from './api/failure.ts';
import type { EventFilter, EventsOutcome } from './explainer.ts';
import { listPath } from './gather/list-path.ts';
import { listProblem } from './gather/list-problems.ts';
import { readList } from './gather/read-list.ts';
import { projectObject, resourceTable } from './resources.ts';
import type { EventRow } from './views/events.ts';

interface EventSource {
  readonly connect: () => Promise<ApiClient>;
  readonly keep?: EventFilter | undefined;
}

/**
 * Reads the events of namespaces: by one list of each, or where they are more than the limit, by one list of the warnings of
 * the whole cluster; who may not read that gets the events of the first ones. Never rejects.
 */
export const readEvents = async (
  source: EventSource,
  namespaces: readonly string[],
  limit: number,
): Promise<EventsOutcome> => {
  if (namespaces.length <= limit) return readEach(source, namespaces);
  const { events, failure } = await readEventList(source, undefined);
  if (failure?.status === 403) return readFirst(source, namespaces, limit);
  const wanted = new Set(namespaces);
  const notes = [
    `of the events of ${pluralize(namespaces.length, 'namespace')} only the warnings were read (${raise(limit)}): ${abbreviateList(namespaces)}`,
    ...(failure === undefined ? [] : [missingEventsNote(undefined, failure)]),
  ];
  return { events: events.filter(({ about }) => wanted.has(about.namespace ?? 'default')), notes };
};

const readFirst = async (source: EventSource, namespaces: readonly string[], limit: number): Promise<EventsOutcome> => {
  const { events, notes } = await readEach(source, namespaces.slice(0, limit));
  const left = namespaces.slice(limit);
  const note = `the events of ${pluralize(left.length, 'more namespace')} were not read (${raise(limit)}): ${abbreviateList(left)}`;
  return { events, notes: [note, ...notes] };
};

const raise = (limit: number): string => `beyond --explain-limit ${limit}`;

const readEach = async (source: EventSource, namespaces: readonly string[]): Promise<EventsOutcome> => {
  const answers = await Promise.all(
    namespaces.map(async (namespace) => ({ namespace, ...(await readEventList(source, namespace)) })),
  );
  return {
    events: answers.flatMap(({ events }) => events),
    notes: answers.flatMap(({ namespace, failure }) =>
      failure === undefined ? [] : [missingEventsNote(namespace, failure)],
    ),
  };
};

const missingEventsNote = (namespace: string | undefined, failure: ApiFailure): string =>
  `without events: ${listProblem({ resource: resourceTable.events, namespace }, failure).message}`;

interface EventList {
  /** With a failure, those that came before it: they explain, and judge nothing. */
  readonly events: readonly EventRow[];
  readonly failure?: ApiFailure;
}

/** Reads all events of a namespace, or the warnings of the whole cluster. */
const readEventList = async (
  { connect, keep = () => true }: EventSource,
  namespace: string | undefined,
): Promise<EventList> => {
  const events: EventRow[] = [];
  try {
    await readList(await connect(), {
      path: listPath('events', namespace),
      kind: 'EventList',
      ...(namespace === undefined && { fieldSelector: 'type=Warning' }),
      row: (text) => projectObject('events', JSON.parse(text) as object),
      page: (rows) => {
        for (const row of rows as readonly EventRow[]) if (keep(row)) events.push(row);
      },
      restart: () => {
        events.length = 0;
      },
    });
    return { events };
  } catch (error) {
    return { events, failure: toApiFailure(error) };
  }
};
