import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type ComparedTarget, concludeComparisons } from '../../src/expectations/comparison.ts';
import { oneOrMore, regexPattern } from '../../src/expectations/pattern.ts';
import { rangeLimits } from '../../src/expectations/range.ts';
import { eitherOrTarget, targetSources } from '../../src/params/service-target.ts';
import { compareQueue } from './rabbitmq/compare-queue.ts';
import { type ManagementApi, managementParams, openManagementApi } from './rabbitmq/management-api.ts';
import { queueMeasures, summarizeQueues } from './rabbitmq/queue-summary.ts';
import { readQueues } from './rabbitmq/read-queues.ts';
import { compareNames, selectQueues } from './rabbitmq/select-queues.ts';

export default defineCheck({
  group: 'queue',
  name: 'rabbitmq-queues',
  title: 'Queues of RabbitMQ are there, running, and drained',
  why: 'A queue without consumers, or with more messages than they take, is work that nobody does; a queue that is down loses or refuses messages.',
  remedy:
    'Look at the consumers of the queue that is named: whether they run, are connected, and acknowledge what they get. A queue that is down follows its node.',
  remedies: {
    assertion:
      'Declare the queue, or have the service that declares it started; compare its name and its virtual host.',
    empty_result:
      'Compare queues, include, exclude and vhost with the queues that there are, and the rights of the user.',
  },
  severity: 'sev2',
  example:
    'url: { env: RABBITMQ_HTTP_URL }\nvhost: orders\nqueues: [invoices, mails]\nmessages: { warn: 1000, fail: 10000 }\nconsumers: { fail: "1:" }',
  needs: ['http'],
  ...targetSources('url'),
  params: z
    .strictObject({
      ...managementParams(),
      vhost: z.string().min(1).optional().describe('Virtual host; all that the user may see when left out'),
      queues: z.array(z.string().min(1)).min(1).optional().describe('Names of queues that must be there'),
      include: oneOrMore(regexPattern())
        .optional()
        .describe('Regular expressions of names; all queues when neither this nor queues is given'),
      exclude: oneOrMore(regexPattern())
        .optional()
        .describe('Regular expressions of names that are left out, unless they stand in queues'),
      messages: rangeLimits().optional().describe('Messages in each queue, delivered ones included'),
      ready: rangeLimits().optional().describe('Messages that wait in each queue'),
      unacknowledged: rangeLimits().optional().describe('Messages that were delivered and not acknowledged'),
      consumers: rangeLimits().optional().describe('Consumers of each queue: `{ fail: "1:" }` is at least one'),
      age: rangeLimits('s')
        .optional()
        .describe('Age of the first message, where publishers set a timestamp (classic queues only)'),
      online: rangeLimits().optional().describe('Members online, of quorum queues and streams'),
      count: rangeLimits().optional().describe('How many queues are selected'),
    })
    .check(eitherOrTarget('url')),
  async run({ http, params, measure, now, ...context }) {
    const api = await openManagementApi(http, params, { measure, ...context });
    const all = await readQueues(api, params.vhost);
    const selected = selectQueues(all, params);
    context.looked('queues', selected.length);
    for (const [name, value, unit] of queueMeasures(selected, now)) measure(name, value, unit);
    const compared = selected.map((queue) => ({ queue, comparisons: compareQueue(queue, params, now) }));
    const { ill, well } = summarizeQueues(compared, params.count);
    return concludeComparisons(
      context,
      ...targetOf(api, [...compareNames(all, params.queues ?? []), ...well], { queues: selected.length }),
      ...ill.map(({ queue, comparisons }) => ({
        subject: {
          target: `queue ${queue.name} in ${queue.vhost}`,
          part: `${queue.vhost}/${queue.name}`,
          evidence: { ...queue, version: api.version },
        },
        comparisons,
      })),
    );
  },
});

const targetOf = (
  { target, version, cluster }: ManagementApi,
  comparisons: ComparedTarget['comparisons'],
  facts: { readonly queues: number },
): readonly ComparedTarget[] =>
  comparisons.length === 0 ? [] : [{ subject: { target, evidence: { version, cluster, ...facts } }, comparisons }];
