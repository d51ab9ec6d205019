import type { Report } from '../../model/result.ts';
import { exitCodeOf } from '../../model/status.ts';
import type { ExportJob, TelemetryReceiver } from '../receiver.ts';
import { type FailureHints, UNREACHABLE_HINTS } from '../transport/failure-hints.ts';
import { BUSY_HINTS, sendUntilAccepted } from '../transport/send-until-accepted.ts';
import type { HeartbeatSettings } from './heartbeat-settings.ts';

const ANSWERS = { statuses: Array.from({ length: 100 }, (_, index) => 200 + index) };

/**
 * A receiver for the heartbeat of a run. The one for healthy runs is called only when all that was selected was verified
 * healthy, whatever `--fail-on` and `--cronjob` make of the exit code. What was judged in a saved cluster is no sign of life.
 */
export const heartbeatReceivers = (
  { url, failUrl }: HeartbeatSettings,
  { report, redact, budget, env, warn }: ExportJob,
): readonly TelemetryReceiver[] => {
  if (report.run.snapshot !== null) {
    warn('no heartbeat is sent: the cluster that was judged is a saved one');
    return [];
  }
  const address = exitCodeOf(report.totals) === 0 ? url : failUrl;
  if (address === null) return [];
  const request = {
    url: address,
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=utf-8', 'user-agent': 'kavmon' },
    body: heartbeatText(redact(report)),
    env,
  };
  const endpoint = hostOf(address);
  return [
    { signal: 'heartbeat', protocol: 'http', endpoint, hints, send: () => sendUntilAccepted(request, ANSWERS, budget) },
  ];
};

/** Whoever knows the path can call it: it is the secret of such an address. */
const hostOf = (address: string): string => URL.parse(address)?.origin ?? 'an address that is no URL';

const MAX_PROBLEMS = 20;

/** What a person reads in the log of the watching service. */
const heartbeatText = ({ totals, problems }: Report): string => {
  const counts = Object.entries(totals)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`);
  const listed = problems.slice(0, MAX_PROBLEMS).map(({ message }) => message);
  const rest = problems.length - listed.length;
  return [`kavmon: ${counts.join(', ') || 'no check'}`, ...listed, ...(rest > 0 ? [`and ${rest} more`] : []), ''].join(
    '\n',
  );
};

const WRONG_ADDRESS = 'KAVMON_HEARTBEAT_URL is the whole address that the watching service gave out for this job';

const hints: FailureHints = {
  status: { ...BUSY_HINTS, 301: WRONG_ADDRESS, 302: WRONG_ADDRESS, 404: WRONG_ADDRESS, 410: WRONG_ADDRESS },
  texts: [[/Invalid URL/, WRONG_ADDRESS], ...UNREACHABLE_HINTS],
};
