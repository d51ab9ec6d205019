import type { HttpAnswer } from '../../../src/probes/http/http.ts';

/** By how much the times of a service may differ among its own machines. */
const SERVICE_SKEW_MS = 300_000;

/** The clock of the service by its answer, so that no other clock counts; `now` where it does not tell. */
export const serviceNow = ({ headers }: HttpAnswer, now: number): number => {
  const told = Date.parse(headers.find(([name]) => name === 'date')?.[1] ?? '');
  return Number.isNaN(told) ? now : told;
};

/** Seconds since a moment; null when it lies ahead by more than clocks of one service differ, as then the age is unknown. */
export const ageInSeconds = (at: number, now: number): number | null => {
  if (Number.isNaN(at) || at - now > SERVICE_SKEW_MS) return null;
  return Math.max(0, Math.round((now - at) / 1000));
};
