import type { DataPoint } from '../metrics/instruments.ts';
import { renderPrometheusText } from '../metrics/prometheus-text.ts';
import { type FailureHints, UNREACHABLE_HINTS } from '../transport/failure-hints.ts';
import { BUSY_HINTS, sendUntilAccepted } from '../transport/send-until-accepted.ts';
import type { SendingBudget } from '../transport/sending-budget.ts';

/** One push to a Pushgateway. */
export interface PushRequest {
  /** The URL of the group. */
  readonly url: string;
  readonly points: readonly DataPoint[];
  readonly budget: SendingBudget;
  readonly env: NodeJS.ProcessEnv;
}

const ANSWERS = { statuses: [200, 202], receiver: 'Pushgateway' };

/**
 * Pushes the points into their group of a Pushgateway. Resolves when it accepted them, rejects with the cause. One that is busy is
 * asked again as long as the budget lasts: to push the same twice changes nothing.
 *
 * POST keeps the metrics that this run did not send, such as the time of the last success. When no check was evaluated it is
 * PUT, or the health of an earlier run would stay there for ever.
 */
export const pushMetrics = async ({ url, points, budget, env }: PushRequest): Promise<void> => {
  const evaluated = points.some(({ instrument }) => instrument === 'kavmon.check.healthy');
  const request = {
    url,
    method: evaluated ? 'POST' : 'PUT',
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'user-agent': 'kavmon' },
    body: renderPrometheusText(withoutStaleMeasures(points)),
    env,
  };
  await sendUntilAccepted(request, ANSWERS, budget);
};

/** A push leaves names alone that it does not have: without a measure it says so, or the numbers of an earlier run would stay. */
const withoutStaleMeasures = (points: readonly DataPoint[]): readonly DataPoint[] =>
  points.some(({ instrument }) => instrument === 'kavmon.check.measure')
    ? points
    : [...points, { instrument: 'kavmon.check.measure', value: Number.NaN, attributes: {} }];

const BASE_ADDRESS_HINT = 'AM_PROMETHEUS_URL is the base address of a Pushgateway: http://pushgateway:9091';
const CREDENTIALS_HINT = 'give user and password in AM_PROMETHEUS_URL, from a Secret';

/** Hints for failures at a Pushgateway. */
export const pushgatewayHints: FailureHints = {
  status: {
    ...BUSY_HINTS,
    301: BASE_ADDRESS_HINT,
    302: BASE_ADDRESS_HINT,
    307: BASE_ADDRESS_HINT,
    308: BASE_ADDRESS_HINT,
    401: CREDENTIALS_HINT,
    403: CREDENTIALS_HINT,
    404: BASE_ADDRESS_HINT,
    405: BASE_ADDRESS_HINT,
    413: 'what is before the Pushgateway limits the size of a request: raise its limit or use --shard',
  },
  texts: [
    [/ECONNREFUSED/, 'is the Pushgateway running, and is this its port (usually 9091)?'],
    [/no Pushgateway|Invalid URL/, BASE_ADDRESS_HINT],
    [/URI malformed/, 'percent-encode user and password in AM_PROMETHEUS_URL'],
    [/certificate|CERT_|SELF_SIGNED|UNABLE_TO_/i, 'give the CA of the Pushgateway with NODE_EXTRA_CA_CERTS'],
    ...UNREACHABLE_HINTS,
  ],
};
