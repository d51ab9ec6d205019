import type { ExportJob, TelemetryReceiver } from '../receiver.ts';
import { publicAddress } from '../transport/public-address.ts';
import { alertmanagerHints } from './alertmanager-hints.ts';
import { alertsAddress } from './alertmanager-request.ts';
import type { AlertmanagerSettings } from './alertmanager-settings.ts';
import { ALERTS_LIMIT, alertsOf, countUnsentAlerts } from './alerts-of-report.ts';
import { postAlerts } from './post-alerts.ts';

/** A receiver for each Alertmanager. What was judged in a saved cluster is no alert: nobody is to be woken for the past. */
export const alertmanagerReceivers = (
  alertmanager: AlertmanagerSettings,
  { report, redact, budget, env, warn }: ExportJob,
): readonly TelemetryReceiver[] => {
  if (report.run.snapshot !== null) {
    warn('no alerts are sent: the cluster that was judged is a saved one');
    return [];
  }
  const unsent = countUnsentAlerts(report);
  if (unsent > 0) warn(`${ALERTS_LIMIT} alerts are sent at most: of ${unsent} more problems only the number`);
  const alerts = alertsOf(redact(report), alertmanager.resolveAfterMs);
  return alertmanager.urls.map((url) => ({
    signal: 'alerts',
    protocol: 'alertmanager',
    endpoint: publicAddress(alertsAddress(url)),
    hints: alertmanagerHints,
    send: () => postAlerts({ url, alerts, settings: alertmanager, budget, env }),
  }));
};
