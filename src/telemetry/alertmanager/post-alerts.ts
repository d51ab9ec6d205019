import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ReceiverRequest, readBeginning, refusalOf, sendRequest } from '../transport/send-request.ts';
import { withTimeout } from '../transport/with-timeout.ts';
import { hideSecrets, prepareRequest } from './alertmanager-request.ts';
import type { AlertmanagerSettings } from './alertmanager-settings.ts';
import type { PostableAlert } from './alerts-of-report.ts';

/** One sending of alerts. */
export interface AlertPost {
  /** Base address of an Alertmanager. */
  readonly url: string;
  readonly alerts: readonly PostableAlert[];
  readonly settings: AlertmanagerSettings;
  /** Milliseconds for all of it. */
  readonly budgetMs: number;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Posts the alerts to one Alertmanager. Resolves when it accepted them, rejects with the cause. Where it is busy it is asked
 * again as long as the budget lasts; then the last refusal is the cause. An empty list is posted too: that nothing listens is
 * better known before there is a fault.
 */
export const postAlerts = async ({ url, alerts, settings, budgetMs, env }: AlertPost): Promise<void> => {
  const { request, secrets } = await prepareRequest(url, settings, { env, budgetMs });
  const headers = { ...request.headers, 'content-type': 'application/json' };
  try {
    await sendUntilAccepted({ ...request, method: 'POST', headers, body: JSON.stringify(alerts) }, budgetMs);
  } catch (error) {
    throw hideSecrets(error, secrets);
  }
};

/** What asks to come again later. */
const BUSY_STATUSES: readonly number[] = [429, 502, 503, 504];

const FIRST_PAUSE_MS = 250;

const sendUntilAccepted = async (request: ReceiverRequest, budgetMs: number): Promise<void> => {
  const endsAt = performance.now() + budgetMs;
  for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
    const refusal = await sendOnce(request, endsAt - performance.now());
    if (refusal === undefined) return;
    const wait = Math.max(pause, refusal.retryAfterMs);
    if (!refusal.isBusy || performance.now() + wait >= endsAt) throw refusal.error;
    await sleep(wait);
  }
};

interface Refusal {
  readonly error: Error;
  readonly isBusy: boolean;
  readonly retryAfterMs: number;
}

const sendOnce = (request: ReceiverRequest, leftMs: number): Promise<Refusal | undefined> =>
  withTimeout(Math.max(1, Math.round(leftMs)), async (signal) => {
    const response = await sendRequest({ ...request, signal });
    return refusalIn(response, await readBeginning(response));
  });

const refusalIn = (response: IncomingMessage, body: string): Refusal | undefined => {
  const code = response.statusCode ?? 0;
  const seconds = Number(response.headers['retry-after'] ?? 0);
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : 0;
  if (code !== 200) return { error: refusalOf(response, body), isBusy: BUSY_STATUSES.includes(code), retryAfterMs };
  if (body.trim() === '') return undefined;
  const error = new Error('it answered 200 with a text: what listens there is no Alertmanager');
  return { error, isBusy: false, retryAfterMs };
};
