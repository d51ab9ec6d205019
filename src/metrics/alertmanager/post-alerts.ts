import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ReceiverRequest, readBeginning, refusalOf, sendRequest } from '../send-request.ts';
import { withTimeout } from '../with-timeout.ts';
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
  const token = await readToken(settings);
  const ca = settings.caFile === undefined ? undefined : await readSetting(settings.caFile, 'KAVMON_ALERTMANAGER_CA');
  const request = {
    url: alertsAddress(url),
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'kavmon',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(alerts),
    ...(ca === undefined ? {} : { ca }),
    env,
  };
  try {
    await sendUntilAccepted(request, budgetMs);
  } catch (error) {
    throw hideSecrets(error, [...credentialsIn(url), ...(token === undefined ? [] : [token])]);
  }
};

const API_PATH = '/api/v2/alerts';

/** The address that alerts are posted to; a base address may have a path (`--web.route-prefix`). */
export const alertsAddress = (base: string): string => (base.endsWith(API_PATH) ? base : base + API_PATH);

const readToken = async ({ token, tokenFile }: AlertmanagerSettings): Promise<string | undefined> =>
  token ?? (tokenFile === undefined ? undefined : readSetting(tokenFile, 'KAVMON_ALERTMANAGER_TOKEN_FILE'));

const readSetting = async (path: string, name: string): Promise<string> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${name} cannot be read: ${error.code}`);
  });
  if (text.trim() === '') throw new Error(`${name}: the file is empty`);
  return text.trim();
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

/** A server may repeat what it was sent. */
const hideSecrets = (error: unknown, secrets: readonly string[]): unknown => {
  if (error instanceof Error) for (const secret of secrets) error.message = error.message.replaceAll(secret, '***');
  return error;
};

/** The password of an address, as it stands there and as it is sent. */
const credentialsIn = (url: string): readonly string[] => {
  const { username, password } = URL.parse(url) ?? { username: '', password: '' };
  if (password === '') return [];
  const pair = [username, password].map(decodePercent).join(':');
  return [Buffer.from(pair).toString('base64'), decodePercent(password), password];
};

const decodePercent = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
