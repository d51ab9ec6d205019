import { readBeginning, refusalOf, sendRequest } from '../transport/send-request.ts';
import { startBudget } from '../transport/sending-budget.ts';
import { withTimeout } from '../transport/with-timeout.ts';
import { hideSecrets, prepareRequest } from './alertmanager-request.ts';
import type { AlertmanagerSettings } from './alertmanager-settings.ts';

/** Of an Alertmanager's answer, in characters: some ten thousand alerts. */
const MAX_ANSWER_CHARACTERS = 16 * 1024 * 1024;

/** The labels of an alert. */
export type AlertLabels = Readonly<Record<string, string>>;

/** One question to an Alertmanager. */
export interface AlertQuestion {
  /** Its base address. */
  readonly url: string;
  readonly settings: AlertmanagerSettings;
  /** Of the objects that the alerts are about. */
  readonly namespace: string;
  /** Milliseconds for all of it. */
  readonly budgetMs: number;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Resolves to the labels of the alerts that are active for objects of a namespace (API v2, `GET /api/v2/alerts`). Rejects with
 * the cause.
 */
export const readActiveAlerts = async (question: AlertQuestion): Promise<readonly AlertLabels[]> => {
  const { url, settings, namespace, budgetMs, env } = question;
  const { request, secrets } = await prepareRequest(url, settings, { env, fileLimitMs: budgetMs });
  const filter = encodeURIComponent(`namespace="${namespace}"`);
  const whole = { ...request, url: `${request.url}?filter=${filter}`, method: 'GET', body: '' };
  try {
    return await withTimeout(startBudget(budgetMs), async (signal) => {
      const response = await sendRequest({ ...whole, signal });
      const body = await readBeginning(response, MAX_ANSWER_CHARACTERS);
      if (response.statusCode !== 200) throw refusalOf(response, body);
      return labelsIn(body);
    });
  } catch (error) {
    throw hideSecrets(error, secrets);
  }
};

const labelsIn = (body: string): readonly AlertLabels[] => {
  const alerts = parseAnswer(body);
  if (!Array.isArray(alerts))
    throw new Error('it answered 200 with what is no list: what listens there is no Alertmanager');
  return alerts.map(({ labels }: { readonly labels?: AlertLabels }) => labels ?? {});
};

const parseAnswer = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};
