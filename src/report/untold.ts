import type { Json } from '../json.ts';
import type { ReportedFinding } from '../result.ts';

/**
 * The evidence that a person has not read yet: what is empty, or stands in the message, the object or the next commands
 * already, is left to documents for programs; so are moments, which messages tell as ages.
 */
export const untold = (finding: ReportedFinding): readonly (readonly [name: string, value: Json])[] => {
  const { object, message, next, reason } = finding;
  const told = [message, object?.name, object?.container, reason, ...next].join('\n');
  const { words, events, ...rest } = finding.evidence;
  const own = typeof words === 'string' ? words : '';
  const others = Array.isArray(events) ? events.filter((event) => own === '' || !String(event).includes(own)) : events;
  return Object.entries({ ...rest, words: own, events: others ?? null }).filter(([, value]) => !isTold(value, told));
};

const isTold = (value: Json, told: string): boolean => {
  if (value === null || typeof value === 'boolean' || value === '') return true;
  if (typeof value === 'string') return told.includes(value) || MOMENT.test(value);
  if (typeof value === 'number') return new RegExp(`\\b${value}\\b`).test(told);
  return Object.values(value).every((part: Json) => isTold(part, told));
};

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** A value for people: a list of texts is lines, anything else that is no text is JSON. */
export const asText = (value: Json): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(asText).join('\n');
  return JSON.stringify(value);
};
