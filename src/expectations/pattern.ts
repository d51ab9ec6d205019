import * as z from 'zod';
import { errorMessage } from '../model/errors.ts';

/** Schema of a regular expression (ECMAScript); one that cannot be compiled is refused with the config. */
export const regexPattern = () =>
  z
    .string()
    .min(1)
    .check((context) => {
      try {
        new RegExp(context.value);
      } catch (error) {
        context.issues.push({ code: 'custom', input: context.value, message: errorMessage(error) });
      }
    });

/** Schema of one text or a list of at least one. The output is a list. */
export const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z
    .union([schema, z.array(schema).min(1)])
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<T>[]);
