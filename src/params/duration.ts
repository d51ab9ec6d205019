import * as z from 'zod';
import { parseDuration } from '../text/duration-text.ts';

/** Schema of a duration in the config: text with a unit, or a number of seconds. Its output is milliseconds. */
export const duration = () =>
  z
    .union([z.string(), z.number()])
    .meta({ title: 'duration' })
    .transform((value, context) => {
      const ms = parseDuration(value);
      if (ms !== undefined) return ms;
      context.addIssue({ code: 'custom', message: `"${value}" is no duration: write 250ms, 5s, 10m, 1h or 30d` });
      return z.NEVER;
    });
