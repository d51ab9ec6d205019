import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { refuseInvertedDays } from '../../src/expectations/limit-order.ts';
import { rangeLimits } from '../../src/expectations/range.ts';
import { eitherOrTarget, targetSources } from '../../src/params/service-target.ts';
import { askNodes, nodeEvidence, nodeMeasures, undecidedNodes } from './rabbitmq/asked-nodes.ts';
import { askHealthChecks, HEALTH_CHECKS, healthQuestions } from './rabbitmq/health-checks.ts';
import { managementParams, openManagementApi } from './rabbitmq/management-api.ts';
import { asksForNodes, compareNodes } from './rabbitmq/nodes.ts';

const days = () => z.number().int().min(1).max(3650).optional();

export default defineCheck({
  group: 'queue',
  name: 'rabbitmq-health',
  title: 'RabbitMQ has no alarm, no partition, and all of its nodes',
  why: 'An alarm of memory or disk stops everybody who publishes, and a partition loses messages later, while every port still answers.',
  remedy:
    'Ask rabbitmq-diagnostics on the node that is named (alarms, cluster_status, check_virtual_hosts), and look at its log, memory and disk.',
  remedies: {
    no_quorum:
      'Look at the nodes that are named: whether they run, their logs, and the network between them. After a partition restart those of the side that is given up (cluster_status tells them).',
  },
  severity: 'sev2',
  example: [
    'url: { env: RABBITMQ_HTTP_URL }',
    'protocols: [amqp]',
    'nodes: { min: 3 }',
    'memory: { warn: 80, fail: 95 }',
  ].join('\n'),
  needs: ['http'],
  ...targetSources('url'),
  params: z
    .strictObject({
      ...managementParams(),
      checks: z
        .array(z.enum(HEALTH_CHECKS))
        .default(['alarms', 'virtual-hosts'])
        .describe('Health checks of the management API; those that end in `-critical` warn'),
      ports: z
        .array(z.number().int().min(1).max(65_535))
        .default([])
        .describe('Ports on which the node that is asked must listen'),
      protocols: z
        .array(z.string().min(1))
        .default([])
        .describe('Protocols for which it must listen, as RabbitMQ names them: amqp, mqtt, stomp, stream'),
      certificates: z
        .strictObject({
          warnDays: days().describe('Degraded when a certificate of its listeners ends within so many days'),
          failDays: days().describe('Failed when one ends within so many days'),
        })
        .check(refuseInvertedDays)
        .refine(
          ({ warnDays, failDays }) => (warnDays ?? failDays) !== undefined,
          'nothing is compared: add warnDays or failDays',
        )
        .optional()
        .describe('Certificates of its listeners'),
      nodes: z
        .strictObject({
          names: z.array(z.string().min(1)).min(1).optional().describe('Nodes that must run, `rabbit@HOST`'),
          min: z.number().int().min(1).optional().describe('How many must run'),
        })
        .refine(({ names, min }) => names !== undefined || min !== undefined, 'nothing is compared: add names or min')
        .optional()
        .describe('Nodes of the cluster; any other one that does not run is a warning'),
      partitions: z
        .boolean()
        .optional()
        .describe('Whether the cluster must be whole; looked at where the user may (tag monitoring) when left out'),
      memory: rangeLimits('%').optional().describe('Memory of each node, in percent of its high watermark'),
      fileDescriptors: rangeLimits('%').optional().describe('File descriptors of each node, in percent of its limit'),
      sockets: rangeLimits('%')
        .optional()
        .describe('Sockets of each node, in percent of its limit; RabbitMQ 4 has none'),
      processes: rangeLimits('%').optional().describe('Erlang processes of each node, in percent of its limit'),
      diskFree: rangeLimits('By')
        .optional()
        .describe('Free disk of each node: `{ fail: "5GiB:" }` is at least so much'),
    })
    .check(eitherOrTarget('url'))
    .refine(
      ({ checks, ports, protocols, certificates, ...nodes }) =>
        checks.length + ports.length + protocols.length > 0 || certificates !== undefined || asksForNodes(nodes),
      'nothing is compared: add checks, ports, protocols, certificates, nodes or a limit',
    ),
  async run({ http, params, measure, ...context }) {
    const api = await openManagementApi(http, params, { measure, ...context });
    const health = await askHealthChecks(api, healthQuestions(params));
    const isWanted = asksForNodes(params);
    const { nodes = [], problem } = params.partitions === false && !isWanted ? {} : await askNodes(api);
    if (problem !== undefined && !isWanted) context.note(`nodes and partitions were not looked at: ${problem.message}`);
    if (nodes.length > 0) {
      context.looked('nodes', nodes.length);
      measure('nodes_running', nodes.filter(({ running }) => running).length);
    }
    for (const [name, share] of nodeMeasures(nodes)) measure(name, share, '%');
    return concludeComparisons(context, {
      subject: {
        target: api.target,
        evidence: { version: api.version, cluster: api.cluster, nodes: nodeEvidence(nodes) },
      },
      comparisons: [
        ...health,
        ...(problem !== undefined && isWanted ? [undecidedNodes(problem)] : []),
        ...(nodes.length === 0 ? [] : compareNodes(nodes, params)),
      ],
    });
  },
});
