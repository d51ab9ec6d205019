import { randomBytes } from 'node:crypto';

/** A name for what a run makes, with the second in which it was made: `kavmon-20261128t235900z-1a2b3c4d`. */
export const makeRunId = (now: number): string => {
  const second = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase();
  return `kavmon-${second}z-${randomBytes(4).toString('hex')}`;
};

/** No letter, digit or dash beside it: a name that only looks alike is somebody else's. */
const RUN_ID_FORM = /(?<![\w-])kavmon-(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z-[0-9a-f]{8}(?![\w-])/;

/** The id of a run in a text, and when it was made, in milliseconds since the epoch; undefined when there is none. */
export const findRunId = (text: string): { readonly runId: string; readonly madeAt: number } | undefined => {
  const [runId, year, month, day, ...time] = RUN_ID_FORM.exec(text) ?? [];
  const madeAt = Date.parse(`${year}-${month}-${day}T${time.join(':')}Z`);
  return runId === undefined || Number.isNaN(madeAt) ? undefined : { runId, madeAt };
};
