import * as z from 'zod';

/** Status codes as the config writes them, and their ranges, both ends included. */
export interface StatusSet {
  readonly text: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

/** Schema of a set of status codes: `2xx`, `200,204`, `200-299`, `200`, or a list of these. */
export const statusSet = () =>
  z
    .union([z.string(), z.number().int(), z.array(z.union([z.string(), z.number().int()])).min(1)])
    .transform((value, context) => {
      const set = parseStatusSet(Array.isArray(value) ? value.join(',') : String(value));
      if (set !== undefined) return set;
      context.addIssue({
        code: 'custom',
        message: `"${value}" is no set of status codes: write 2xx, 200,204 or 200-299`,
      });
      return z.NEVER;
    });

/** The set of a text; undefined when it is none. */
const parseStatusSet = (text: string): StatusSet | undefined => {
  const ranges = text.split(',').map((part) => parseStatusRange(part.trim()));
  return ranges.every((range) => range !== undefined) ? { text, ranges } : undefined;
};

const parseStatusRange = (part: string): readonly [number, number] | undefined => {
  const [, hundred, from, to] = /^(?:([1-5])xx|([1-5]\d\d)(?:-([1-5]\d\d))?)$/i.exec(part) ?? [];
  if (hundred !== undefined) return [Number(hundred) * 100, Number(hundred) * 100 + 99];
  if (from === undefined || Number(to ?? from) < Number(from)) return undefined;
  return [Number(from), Number(to ?? from)];
};

/** Every status of success. */
export const SUCCESS_STATUSES: StatusSet = { text: '2xx', ranges: [[200, 299]] };

/** Whether the status is one of the set. */
export const hasStatus = (set: StatusSet, status: number): boolean =>
  set.ranges.some(([from, to]) => from <= status && status <= to);
