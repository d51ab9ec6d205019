import type { Json } from '../../model/json.ts';

/** A log event as it was written, without secrets. */
export interface LoggedEvent {
  readonly level: 'debug' | 'info' | 'warning' | 'error' | 'critical';
  readonly message: string;
  readonly fields: { readonly [name: string]: Json };
  readonly document?: { readonly field: string; readonly value: Json } | undefined;
}

/** An event with its time, in milliseconds since the epoch. */
export interface RecordedEvent extends LoggedEvent {
  readonly time: number;
}

/** Keeps the log events of a run until they are sent. */
export interface LogRecorder {
  readonly add: (event: LoggedEvent) => void;
  readonly events: () => readonly RecordedEvent[];
  /** How many events have lost their document, or are left out as a whole, since the run logs more than a collector takes. */
  readonly cut: () => number;
}

/** Of all events as JSON: collectors usually take requests of 4 MiB. */
const BYTES_LIMIT = 3 * 1024 * 1024;

/** A recorder of at most 3 MiB of events; a tenth of that is kept for events without their documents. */
export const createLogRecorder = (limit = BYTES_LIMIT): LogRecorder => {
  const events: RecordedEvent[] = [];
  let bytes = 0;
  let cut = 0;
  const keepWithin = (event: LoggedEvent, most: number): boolean => {
    const size = JSON.stringify(event).length;
    if (bytes + size > most) return false;
    bytes += size;
    events.push({ ...event, time: performance.timeOrigin + performance.now() });
    return true;
  };
  return {
    add: (event) => {
      if (keepWithin(event, 0.9 * limit)) return;
      const { document: _, ...withoutDocument } = event;
      const isKept = keepWithin(withoutDocument, limit);
      if (!isKept || event.document !== undefined) cut++;
    },
    events: () => events,
    cut: () => cut,
  };
};
