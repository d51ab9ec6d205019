import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type Comparison, concludeComparisons } from '../../src/expectations/comparison.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { statusOfProblem } from '../../src/model/reasons.ts';
import { needsAddress, targetSources } from '../../src/params/service-target.ts';
import type { AmqpAnswer } from '../../src/probes/amqp/amqp.ts';
import { amqpAddress, isInsecureAmqp } from './rabbitmq/amqp-params.ts';

type AskedVhost = AmqpAnswer['vhosts'][number];

export default defineCheck({
  group: 'queue',
  name: 'rabbitmq-connection',
  title: 'RabbitMQ lets us into each virtual host',
  why: 'A broker that listens may refuse the login, have lost a virtual host, or block everybody who publishes: clients see that, and its port does not.',
  remedy: 'Look at the log of the node that was asked and at rabbitmq-diagnostics: alarms, status, virtual hosts.',
  severity: 'sev2',
  example: 'url: { env: ORDERS_AMQP_URL }\nvhosts: [orders, billing]',
  // A round trip leaves nothing behind: its queue ends with the connection.
  needs: ['amqp'],
  ...targetSources('host'),
  params: z
    .strictObject({
      ...amqpAddress(),
      vhosts: z
        .array(z.string().min(1))
        .min(1)
        .max(50)
        .optional()
        .describe('Virtual hosts, each opened by a connection of its own; that of the url, or `/`, when left out'),
      roundTrip: z
        .boolean()
        .default(false)
        .describe(
          'Writes: publishes a message into a queue of its own (exclusive, gone with the connection) and consumes it; shows alarms that block publishers',
        ),
      ...latencyParams(),
    })
    .check(refuseInvertedLatency, needsAddress),
  async run({ amqp, params, measure, ...context }) {
    const answer = await amqp(params);
    measure('duration', answer.durationMs / 1000, 's');
    const open = answer.vhosts.filter((asked) => 'value' in asked.answer);
    measure('vhosts_open', open.length);
    context.looked('virtual hosts', answer.vhosts.length);
    if (isInsecureAmqp(params))
      context.note('the certificate was not verified (tls.insecure, or verify=verify_none in the url)');
    const compared = answer.vhosts.map((asked) => ({
      subject: {
        target: `virtual host ${asked.vhost} of RabbitMQ`,
        part: asked.vhost,
        evidence: { target: answer.target, vhost: asked.vhost, ...answer.server },
      },
      comparisons: [compareVhost(asked), ...compareDuration(asked, params)],
    }));
    return concludeComparisons(context, ...compared);
  },
});

const compareVhost = ({ vhost, answer }: AskedVhost): Comparison => {
  const base = { name: `virtual host ${vhost}`, operator: 'is', expected: 'open' } as const;
  if ('value' in answer) return { ...base, actual: 'open', status: 'pass', reason: 'status', text: 'it is open' };
  const { reason, message, advice } = answer.problem;
  const status = statusOfProblem(answer.problem);
  return { ...base, actual: 'not open', status, reason, text: message, advice };
};

const compareDuration = (
  { answer }: AskedVhost,
  limits: { readonly warnAfter?: number | undefined; readonly failAfter?: number | undefined },
): readonly Comparison[] => ('value' in answer ? compareLatency(answer.value.durationMs, limits) : []);
