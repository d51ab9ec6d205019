import { headerText } from '../../../src/expectations/http-headers.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';

/** Milliseconds that a service asks to wait (RFC 9110, 10.2.3): seconds or a date; 0 when it does not. */
export const retryAfterMs = (answer: Pick<HttpAnswer, 'headers'>, now: number = Date.now()): number => {
  const text = headerText(answer, 'retry-after');
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
};
