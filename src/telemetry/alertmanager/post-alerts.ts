import { sendUntilAccepted } from '../transport/send-until-accepted.ts';
import { leftMs, type SendingBudget } from '../transport/sending-budget.ts';
import { hideSecrets, prepareRequest } from './alertmanager-request.ts';
import type { AlertmanagerSettings } from './alertmanager-settings.ts';
import type { PostableAlert } from './alerts-of-report.ts';

/** One sending of alerts. */
export interface AlertPost {
  /** Base address of an Alertmanager. */
  readonly url: string;
  readonly alerts: readonly PostableAlert[];
  readonly settings: AlertmanagerSettings;
  readonly budget: SendingBudget;
  readonly env: NodeJS.ProcessEnv;
}

const ANSWERS = { statuses: [200], receiver: 'Alertmanager' };

/**
 * Posts the alerts to one Alertmanager. Resolves when it accepted them, rejects with the cause. Where it is busy it is asked
 * again as long as the budget lasts; then the last refusal is the cause. An empty list is posted too: that nothing listens is
 * better known before there is a fault.
 */
export const postAlerts = async ({ url, alerts, settings, budget, env }: AlertPost): Promise<void> => {
  const { request, secrets } = await prepareRequest(url, settings, { env, fileLimitMs: leftMs(budget) });
  const headers = { ...request.headers, 'content-type': 'application/json' };
  try {
    await sendUntilAccepted({ ...request, method: 'POST', headers, body: JSON.stringify(alerts) }, ANSWERS, budget);
  } catch (error) {
    throw hideSecrets(error, secrets);
  }
};
