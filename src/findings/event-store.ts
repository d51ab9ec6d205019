import { objectKey } from '../kubernetes/objects/object-key.ts';
import type { EventRow } from '../kubernetes/views/events.ts';
import type { ObjectRef } from '../model/result.ts';
import { pluralize } from '../text/pluralize.ts';

/** Keeps of any number of events the few that may explain something. */
export interface EventStore {
  readonly take: (event: EventRow) => void;
  /** The kept events about an object, of each reason the newest with words of their own. */
  readonly about: (object: ObjectRef) => readonly EventRow[];
  /** When the newest event of any kind about an object was seen; 0: none was. */
  readonly newestAt: (object: ObjectRef) => number;
  /** For the report: that some were left out, for their size. */
  readonly notes: () => readonly string[];
}

const MAX_REASONS_PER_OBJECT = 50;

/** Characters of all kept messages, whatever is in a cluster. */
export const MAX_MESSAGE_CHARACTERS = 8 * 1024 * 1024;

interface EventNeeds {
  /** How many are shown together: of the newest ones of each reason, these are the newest of all. */
  readonly shown: number;
  /** Whether an event explains anything; the others count for `newestAt` alone. Default: all do. */
  readonly isRelevant?: (event: EventRow) => boolean;
}

/** A store of the events about these objects. What it keeps of one object does not grow with its events. */
export const createEventStore = (
  objects: readonly ObjectRef[],
  { shown, isRelevant = () => true }: EventNeeds,
): EventStore => {
  const wanted = new Set(objects.map(eventKey));
  const kept = new Map<string, ReturnType<typeof createObjectEvents>>();
  let characters = 0;
  let leftOut = 0;
  return {
    take: (event) => {
      const key = eventKey(event.about);
      if (!wanted.has(key)) return;
      const ofObject = kept.get(key) ?? createObjectEvents(shown);
      kept.set(key, ofObject);
      ofObject.newestAt = Math.max(event.lastAt ?? 0, ofObject.newestAt);
      if (!isRelevant(event)) return;
      const outcome = ofObject.take(event, MAX_MESSAGE_CHARACTERS - characters);
      if (outcome === 'left out') leftOut++;
      else characters += outcome;
    },
    about: (object) => kept.get(eventKey(object))?.all() ?? [],
    newestAt: (object) => kept.get(eventKey(object))?.newestAt ?? 0,
    notes: () => leftOutNotes(leftOut),
  };
};

const leftOutNotes = (count: number): readonly string[] => {
  const words = `${pluralize(count, 'event was', 'events were')} left out`;
  const limits = `${MAX_MESSAGE_CHARACTERS / 2 ** 20} MiB, or ${MAX_REASONS_PER_OBJECT} reasons of one object`;
  return count === 0 ? [] : [`${words}: beyond ${limits}`];
};

/** A key for what an event is about: events name no API group. */
const eventKey = ({ group: _, ...ref }: ObjectRef): string => objectKey(ref);

const createObjectEvents = (shown: number) => {
  const byReason = new Map<string, EventRow[]>();
  return {
    newestAt: 0,
    all: (): readonly EventRow[] => [...byReason.values()].flat(),
    /** Returns by how many characters more is kept: less than none where a longer one gave way. */
    take: (event: EventRow, room: number): number | 'left out' => {
      const key = `${event.about.container ?? ''} ${event.type} ${event.reason}`;
      const alike = byReason.get(key) ?? [];
      const size = sizeOf(alike);
      const next = withNewer(alike, event, shown);
      if (next === alike) return 0;
      const more = sizeOf(next) - size;
      if (more > room || (alike.length === 0 && byReason.size >= MAX_REASONS_PER_OBJECT)) return 'left out';
      byReason.set(key, next);
      return more;
    },
  };
};

/** The newest with words of their own, newest first. */
const withNewer = (alike: EventRow[], event: EventRow, shown: number): EventRow[] => {
  const same = alike.find(({ message }) => message === event.message);
  if (same !== undefined && seenAt(same) >= seenAt(event)) return alike;
  const others = alike.filter((one) => one !== same);
  const last = others.at(-1);
  if (others.length >= shown && last !== undefined && seenAt(last) >= seenAt(event)) return alike;
  return [...others, event].toSorted((one, other) => seenAt(other) - seenAt(one)).slice(0, shown);
};

const seenAt = ({ lastAt = 0 }: EventRow): number => lastAt;

/** Each takes some memory beside its words. */
const ROW_CHARACTERS = 300;

const sizeOf = (events: readonly EventRow[]): number =>
  events.reduce((sum, { message, reason }) => sum + message.length + reason.length + ROW_CHARACTERS, 0);
