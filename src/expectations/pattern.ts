import * as z from 'zod';
import { errorMessage } from '../model/errors.ts';
import { quoteText } from './quote-text.ts';

/** Schema of a regular expression (ECMAScript); one that cannot be compiled is refused with the config. */
export const regexPattern = () =>
  z
    .string()
    .min(1)
    .check((context) => {
      try {
        new RegExp(context.value);
      } catch (error) {
        context.issues.push({
          code: 'custom',
          input: context.value,
          message: `${errorMessage(error)}${inlineFlagsHint(context.value)}`,
        });
      }
    });

/** Schema of one text or a list of at least one. The output is a list. */
export const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z
    .union([schema, z.array(schema).min(1)])
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<T>[]);

/** Other dialects set flags for the rest of a pattern; ECMAScript has them for a group. */
const inlineFlagsHint = (pattern: string): string => {
  const [, flags, rest] = /^\(\?([a-z]+)\)(.*)$/s.exec(pattern) ?? [];
  return flags === undefined
    ? ''
    : `; flags belong to a group here: write (?${flags.replace(/[^ims]/g, '') || 'i'}:${rest})`;
};

/** Why a text does not match: it is quoted, with what cannot be seen, as white space at its end is easily overlooked. */
export const describeMismatch = (what: string, text: string, pattern: string): string => {
  const fact = `${what} ${quoteText(text)} does not match ${JSON.stringify(pattern)}`;
  const trimmed = text.trim();
  if (trimmed === text || !new RegExp(pattern).test(trimmed)) return fact;
  const where = text.trimEnd() === text || !new RegExp(pattern).test(text.trimEnd()) ? 'around it' : 'at its end';
  return `${fact}: it would without the white space ${where}, take that into the pattern (\\s*$)`;
};
