import type { Json } from '../../model/json.ts';
import type { ReportedFinding } from '../../model/result.ts';
import { oneLine } from '../../text/sanitize.ts';

/**
 * The evidence that a person has not read yet, by names in plain words: what is empty, or stands in the message, the object
 * or the next commands already, is left to documents for programs; so are lists of records, and moments, which messages
 * tell as ages.
 */
export const untold = (finding: ReportedFinding): readonly (readonly [name: string, value: Json])[] => {
  const { object, message, next, reason } = finding;
  const told = [message, object?.name, object?.container, reason, ...next].join('\n').toLowerCase();
  const { words, events, ...rest } = finding.evidence;
  const own = typeof words === 'string' ? words : '';
  const others = Array.isArray(events) ? newsOf(events.map(String), own, reason) : events;
  return Object.entries({ ...rest, words: own, events: others ?? null })
    .filter(([, value]) => !isTold(value, told))
    .map(([name, value]) => [labelOf(name), value]);
};

/** Events, the newest first: what a scheduler said before its last word is no news, nor is that where the message tells it. */
const newsOf = (events: readonly string[], words: string, reason: string): readonly string[] => {
  const last = reason === 'unschedulable' ? undefined : events.find(isOfScheduler);
  return events.filter(
    (event) => (words === '' || !event.includes(words)) && (event === last || !isOfScheduler(event)),
  );
};

const isOfScheduler = (event: string): boolean => event.startsWith('FailedScheduling:');

/** `likelyCause` is `likely cause`. */
const labelOf = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const isTold = (value: Json, told: string): boolean => {
  if (value === null || typeof value === 'boolean' || value === '') return true;
  if (typeof value === 'string') return isTextTold(value.toLowerCase(), told) || MOMENT.test(value);
  if (typeof value === 'number') return new RegExp(`\\b${value}\\b`).test(told);
  if (Array.isArray(value) && value.some((item) => typeof item === 'object')) return true;
  return Object.values(value).every((part: Json) => isTold(part, told));
};

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** A sentence of that length stands for the text that it begins. */
const SENTENCE = 40;

const isTextTold = (text: string, told: string): boolean => {
  if (told.includes(text) || told.includes(text.replaceAll('_', ' '))) return true;
  const [sentence = ''] = text.split(/\.\s/, 1);
  return sentence.length >= SENTENCE && told.includes(sentence);
};

/** A value for people, in lines: those of a text, the items of a list, the entries of a map. */
export const linesOf = (value: Json): readonly string[] => {
  if (typeof value === 'string') return value.trimEnd().split('\n');
  if (Array.isArray(value)) return value.map(itemText);
  if (value !== null && typeof value === 'object')
    return Object.entries(value).map(
      ([key, part]) => `${key}: ${Array.isArray(part) ? part.map(itemText).join(', ') : itemText(part)}`,
    );
  return [JSON.stringify(value)];
};

const itemText = (item: Json): string => oneLine(typeof item === 'string' ? item : JSON.stringify(item));
