import type { Json } from '../../model/json.ts';
import type { ReportedFinding } from '../../model/result.ts';
import { toOneLine } from '../../text/sanitize.ts';

/** Lines of one piece of evidence that are shown, the last ones: a log has the cause at its end. */
export const MAX_EVIDENCE_LINES = 12;

/**
 * The evidence that a person has not read yet, by readable names. Left to documents for programs: what is empty, what the
 * message, the object or the next commands contain already, lists of records, and timestamps, which messages show as ages.
 */
export const remainingEvidence = (finding: ReportedFinding): readonly (readonly [name: string, value: Json])[] => {
  const { object, message, next, reason } = finding;
  const shown = [message, object?.name, object?.container, reason, ...next].join('\n').toLowerCase();
  const { words, events, eventTimes: _, ...rest } = finding.evidence;
  const quote = typeof words === 'string' ? words : '';
  const remaining = Array.isArray(events) ? remainingEvents(events.map(String), quote, reason) : events;
  return Object.entries({ ...rest, words: quote, events: remaining ?? null })
    .filter(([, value]) => !isShown(value, shown))
    .map(([name, value]) => [evidenceLabel(name), value]);
};

/**
 * Events, the newest first, without those that the message quotes; of the scheduler's the last one only, and none where the
 * message has it.
 */
const remainingEvents = (events: readonly string[], quote: string, reason: string): readonly string[] => {
  const last = reason === 'unschedulable' ? undefined : events.find(isOfScheduler);
  return events.filter(
    (event) => (quote === '' || !event.includes(quote)) && (event === last || !isOfScheduler(event)),
  );
};

const isOfScheduler = (event: string): boolean => event.startsWith('FailedScheduling:');

/** `likelyCause` is `likely cause`. */
export const evidenceLabel = (name: string): string =>
  name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const isShown = (value: Json, shown: string): boolean => {
  if (value === null || typeof value === 'boolean' || value === '') return true;
  if (typeof value === 'string') return isTextShown(value.toLowerCase(), shown) || TIMESTAMP_PATTERN.test(value);
  if (typeof value === 'number') return new RegExp(`\\b${value}\\b`).test(shown);
  if (Array.isArray(value) && value.some((item) => typeof item === 'object')) return true;
  return Object.values(value).every((part: Json) => isShown(part, shown));
};

const TIMESTAMP_PATTERN = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Characters of a first sentence that is long enough to represent the whole text. */
const MIN_SENTENCE_LENGTH = 40;

const isTextShown = (text: string, shown: string): boolean => {
  if (shown.includes(text) || shown.includes(text.replaceAll('_', ' '))) return true;
  const [sentence = ''] = text.split(/\.\s/, 1);
  return sentence.length >= MIN_SENTENCE_LENGTH && shown.includes(sentence);
};

/** A value for people, in lines: those of a text, the items of a list, the entries of a map. */
export const evidenceLines = (value: Json): readonly string[] => {
  if (typeof value === 'string') return value.trimEnd().split('\n');
  if (Array.isArray(value)) return value.map(itemText);
  if (value !== null && typeof value === 'object')
    return Object.entries(value).map(
      ([key, part]) => `${key}: ${Array.isArray(part) ? part.map(itemText).join(', ') : itemText(part)}`,
    );
  return [JSON.stringify(value)];
};

const itemText = (item: Json): string => toOneLine(typeof item === 'string' ? item : JSON.stringify(item));
