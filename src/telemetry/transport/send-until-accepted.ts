import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ReceiverRequest, readBeginning, refusalOf, sendRequest } from './send-request.ts';
import { leftMs, type SendingBudget } from './sending-budget.ts';
import { withTimeout } from './with-timeout.ts';

/** How the answers of a kind of receiver are read. */
export interface AcceptedAnswers {
  /** Statuses of an answer that took what was sent; its body is empty. */
  readonly statuses: readonly number[];
  /** What listens there when the body of such an answer has a text: no ... Absent: a text is fine. */
  readonly receiver?: string;
}

/** What asks to come again later. */
const BUSY_STATUSES: readonly number[] = [429, 502, 503, 504];

/** The hint for each of these statuses. */
export const BUSY_HINTS: Readonly<Record<number, string>> = Object.fromEntries(
  BUSY_STATUSES.map((status) => [status, 'it was asked again as long as --telemetry-timeout allows']),
);

const FIRST_PAUSE_MS = 250;

/** With less time than this the receiver is not asked again: the refusal that is known says more than a request that was cut off. */
const SHORTEST_ANSWER_MS = 100;

/**
 * Sends the request until it is accepted. Where the receiver is busy it is asked again as long as the budget lasts; then the last
 * refusal is the cause. Rejects with the cause.
 */
export const sendUntilAccepted = async (
  request: ReceiverRequest,
  answers: AcceptedAnswers,
  budget: SendingBudget,
): Promise<void> => {
  for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
    const refusal = await withTimeout(budget, async (signal) => {
      const response = await sendRequest({ ...request, signal });
      return refusalIn(response, await readBeginning(response), answers);
    });
    if (refusal === undefined) return;
    const wait = Math.max(pause, refusal.retryAfterMs);
    if (!refusal.isBusy || leftMs(budget) < wait + SHORTEST_ANSWER_MS) throw refusal.error;
    await sleep(wait);
  }
};

interface Refusal {
  readonly error: Error;
  readonly isBusy: boolean;
  readonly retryAfterMs: number;
}

const refusalIn = (
  response: IncomingMessage,
  body: string,
  { statuses, receiver }: AcceptedAnswers,
): Refusal | undefined => {
  const code = response.statusCode ?? 0;
  const seconds = Number(response.headers['retry-after'] ?? 0);
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : 0;
  if (!statuses.includes(code))
    return { error: refusalOf(response, body), isBusy: BUSY_STATUSES.includes(code), retryAfterMs };
  if (receiver === undefined || body.trim() === '') return undefined;
  const error = new Error(`it answered ${code} with a text: what listens there is no ${receiver}`);
  return { error, isBusy: false, retryAfterMs };
};
