import { createEventStore, type EventStore } from '../../findings/event-store.ts';
import type { Explainer } from '../../kubernetes/explainer.ts';
import type { EventRow } from '../../kubernetes/views/events.ts';
import type { ObjectRef } from '../../model/result.ts';
import type { JudgedLink } from './attach-findings.ts';

/** An event about the objects of a link. */
export interface LinkEvent {
  /** ISO 8601; null where the event has no time. */
  readonly at: string | null;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
}

/** A link with what its objects went through. */
export interface ExplainedLink extends JudgedLink {
  /** The newest, in the order in which they happened. */
  readonly events: readonly LinkEvent[];
  /** The last lines of its container's log; absent where there is none, or a finding has it. */
  readonly logLines?: readonly string[];
}

const MAX_EVENTS = 6;
const MAX_LOG_LINES = 10;

/**
 * Adds events to the links that are not well, and logs of their containers where no finding has them. `notes` say what could
 * not be read. Never rejects.
 */
export const explainLinks = async (
  paths: readonly { readonly links: readonly JudgedLink[] }[],
  explainer: Explainer | undefined,
  { logs }: { readonly logs: boolean },
): Promise<{
  readonly paths: readonly { readonly links: readonly ExplainedLink[] }[];
  readonly notes: readonly string[];
}> => {
  const ill = paths.flatMap(({ links }) => links.filter(isToExplain));
  if (explainer === undefined || ill.length === 0)
    return { paths: paths.map(({ links }) => ({ links: links.map((link) => ({ ...link, events: [] })) })), notes: [] };
  const store = createEventStore(ill.flatMap(objectsOf), { shown: MAX_EVENTS });
  const namespaces = [...new Set(ill.flatMap(({ object }) => object.namespace ?? []))];
  const notes = await explainer.readEvents(namespaces, store.take);
  const explained = await Promise.all(
    paths.map(async ({ links }) => ({
      links: await Promise.all(
        links.map(async (link): Promise<ExplainedLink> => {
          if (!isToExplain(link)) return { ...link, events: [] };
          const isLogged = links.some(({ findings }) => findings.some(({ evidence }) => evidence.log !== undefined));
          const lines = logs && !isLogged ? await readLog(link, explainer) : undefined;
          return { ...link, events: eventsOf(link, store), ...(lines === undefined ? {} : { logLines: lines }) };
        }),
      ),
    })),
  );
  return { paths: explained, notes: [...notes, ...store.notes()] };
};

/** Of what could not be read nothing else is asked. */
const isToExplain = ({ verdict }: JudgedLink): boolean => verdict === 'broken' || verdict === 'suspicious';

/** A link's own object, and what its findings name beside it: the ReplicaSet of a Deployment. */
const objectsOf = ({ kind, object, findings, consequences }: JudgedLink): readonly ObjectRef[] =>
  kind === 'endpoints' ? [] : [object, ...[...findings, ...consequences].flatMap(({ objects }) => objects.slice(0, 5))];

/** Pods and containers share events: those of a container stand at it alone. */
const isOfKind = ({ kind, object }: JudgedLink, { about }: EventRow): boolean => {
  if (kind === 'container')
    return about.container !== undefined && about.container === (object.container ?? about.container);
  return about.container === undefined;
};

/** Kubernetes keeps times in seconds: of two events of one second, the one that began first, then by name. */
const byTime = (one: EventRow, other: EventRow): number =>
  (one.lastAt ?? 0) - (other.lastAt ?? 0) ||
  (one.firstAt ?? 0) - (other.firstAt ?? 0) ||
  one.reason.localeCompare(other.reason);

const eventsOf = (link: JudgedLink, store: EventStore): readonly LinkEvent[] => {
  // Several names of one object lead to the same events.
  const own = new Set(objectsOf(link).flatMap(store.about));
  return [...own]
    .filter((event) => isOfKind(link, event))
    .toSorted(byTime)
    .slice(-MAX_EVENTS)
    .map(({ lastAt, type, reason, message, count }) => ({
      at: lastAt === undefined ? null : new Date(lastAt).toISOString(),
      type,
      reason,
      message,
      count,
    }));
};

const readLog = async ({ log, object }: JudgedLink, explainer: Explainer): Promise<readonly string[] | undefined> => {
  if (log === undefined || object.namespace === undefined) return undefined;
  const target = { namespace: object.namespace, pod: object.name, container: log.container, previous: log.previous };
  const outcome = await explainer.readLogs(target);
  return 'lines' in outcome && outcome.lines.length > 0 ? outcome.lines.slice(-MAX_LOG_LINES) : undefined;
};
