import type * as z from 'zod';
import { suggestAlternatives } from '../../text/nearest-word.ts';
import { MAX_LISTED_PROBLEMS } from './config-problem.ts';
import { limitText } from './limit-text.ts';

/** Message of a value that is not there. */
export const REQUIRED_MESSAGE = 'is required';

/** zod's messages: what was expected and of what type the value is; never the value itself, which may be a secret. */
export const explainIssue: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.inst);
    // To compare each of many with each of many keys takes seconds, and so many are not listed.
    const suggestion = (key: string, index: number): string =>
      index < MAX_LISTED_PROBLEMS ? `: ${suggestAlternatives(key, known)}` : '';
    return issue.keys.map((key, index) => `unknown key "${key}"${suggestion(key, index)}`).join('\n');
  }
  if (issue.code === 'invalid_value') return `expected ${issue.values.map(String).join(', ')}${nearestValue(issue)}`;
  if (issue.code !== 'invalid_type') return limitText(issue);
  if (issue.input === undefined) return REQUIRED_MESSAGE;
  return `expected ${TYPE_TEXTS[issue.expected] ?? issue.expected}, got ${typeText(issue.input)}${typeHint(issue)}`;
};

const knownKeys = (schema: unknown): string[] => {
  const shape = (schema as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape;
  return Object.keys(shape ?? {});
};

const nearestValue = ({ input, values }: { input?: unknown; values: readonly unknown[] }): string => {
  if (typeof input !== 'string') return `, got ${typeText(input)}`;
  const near = /did you mean "[^"]*"\?/.exec(suggestAlternatives(input, values.map(String)))?.[0];
  return near === undefined ? '' : `: ${near}`;
};

const TYPE_TEXTS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

const typeText = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return (
    { string: 'text', number: 'a number', boolean: 'true or false', object: 'a mapping' }[typeof value as string] ??
    typeof value
  );
};

const typeHint = ({ expected, input }: { expected: string; input?: unknown }): string => {
  if (expected === 'boolean' && typeof input === 'string' && /^(yes|no|on|off)$/i.test(input)) {
    return ` (in YAML 1.2 "${input}" is text)`;
  }
  if (input === null && (expected === 'object' || expected === 'record')) return ': write {} for none';
  if (input === null && expected === 'array') return ': write [] for none';
  return '';
};
