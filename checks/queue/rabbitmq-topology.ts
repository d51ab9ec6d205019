import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type Comparison, concludeComparisons } from '../../src/expectations/comparison.ts';
import { ProbeError } from '../../src/model/errors.ts';
import { eitherOrTarget, targetSources } from '../../src/params/service-target.ts';
import { shellCommand } from '../../src/text/shell-command.ts';
import { compareTopology, type TopologyFault } from './rabbitmq/compare-topology.ts';
import { readDefinitions } from './rabbitmq/definitions-file.ts';
import { type ManagementApi, managementParams, openManagementApi } from './rabbitmq/management-api.ts';
import { readTopology } from './rabbitmq/read-topology.ts';
import { mergeTopologies, type Topology, topologyOfParams, topologyParams, vhostsOf } from './rabbitmq/topology.ts';

/** Faults with findings of their own. */
const MAX_FAULTS = 100;

export default defineCheck({
  group: 'queue',
  name: 'rabbitmq-topology',
  title: 'Exchanges, queues and bindings of RabbitMQ are as they must be',
  why: 'A message whose exchange has no binding for it is dropped without an error: the publisher is well, the consumer is well, and the work is lost.',
  remedy:
    'Declare what is missing: have the service that owns it started, run the command that is shown, or import the definitions again (rabbitmqctl import_definitions).',
  severity: 'sev2',
  example:
    'url: { env: RABBITMQ_HTTP_URL }\nvhost: orders\nexchanges: [{ name: events, type: topic, durable: true }]\nqueues: [{ name: invoices, durable: true }]\nbindings:\n  - source: events\n    destination: invoices\n    routingKey: "order.*"',
  needs: ['http'],
  ...targetSources('url'),
  params: z
    .strictObject({
      ...managementParams(),
      definitions: z
        .string()
        .min(1)
        .optional()
        .describe(
          'File of `rabbitmqctl export_definitions`, or its like: its vhosts, exchanges, queues and bindings must be there',
        ),
      ...topologyParams(),
      exact: z.boolean().default(false).describe('Whether what is there beside it is a fault too'),
    })
    .check(eitherOrTarget('url'))
    .refine(
      ({ definitions, vhosts, exchanges, queues, bindings }) =>
        [definitions, vhosts, exchanges, queues, bindings].some((one) => one !== undefined),
      'nothing is compared: add definitions, vhosts, exchanges, queues or bindings',
    ),
  async run({ http, params, measure, ...context }) {
    const ofFile = params.definitions === undefined ? NOTHING : await readDefinitions(params.definitions, params.vhost);
    const expected = mergeTopologies(topologyOfParams(params), ofFile, params.vhosts);
    const api = await openManagementApi(http, params, { measure, ...context });
    const asked = await Promise.all(vhostsOf(expected).map((vhost) => askVhost(api, expected, vhost, params.exact)));
    const faults = asked.flatMap((one) => one.faults);
    for (const what of ['exchanges', 'queues', 'bindings'] as const) context.looked(what, expected[what].length);
    measure('differences', faults.length);
    const further = faults.length > MAX_FAULTS ? [furtherComparison(faults.length - MAX_FAULTS)] : [];
    return concludeComparisons(
      context,
      {
        subject: { target: api.target, evidence: { version: api.version, cluster: api.cluster } },
        comparisons: [...asked.map(({ vhost }) => vhost), ...further],
      },
      ...faults.slice(0, MAX_FAULTS).map((fault) => faultTarget(fault, api)),
    );
  },
});

const NOTHING: Topology = { vhosts: [], exchanges: [], queues: [], bindings: [] };

interface ComparedVhost {
  readonly vhost: Comparison;
  readonly faults: readonly TopologyFault[];
}

/** One virtual host; one that the user may not see leaves its part undecided. */
const askVhost = async (
  api: ManagementApi,
  expected: Topology,
  vhost: string,
  exact: boolean,
): Promise<ComparedVhost> => {
  const base = { name: `virtual host ${vhost}`, operator: 'is', expected: 'there' } as const;
  try {
    const actual = await readTopology(api, vhost);
    if (actual !== null)
      return {
        vhost: { ...base, actual: 'there', status: 'pass', reason: 'assertion', text: `${vhost} is there` },
        faults: compareTopology(expected, actual, vhost, exact),
      };
    const text = `the virtual host ${vhost} is missing, with all that must be in it`;
    return {
      vhost: { ...base, actual: 'missing', status: 'fail', reason: 'assertion', text, advice: 'no_vhost' },
      faults: [],
    };
  } catch (error) {
    if (!(error instanceof ProbeError) || error.reason !== 'permission') throw error;
    const { reason, message, advice } = error;
    return { vhost: { ...base, actual: null, status: 'error', reason, text: message, advice }, faults: [] };
  }
};

const faultTarget = ({ vhost, subject, text, next }: TopologyFault, { version }: ManagementApi) => ({
  subject: {
    target: `${subject} in virtual host ${vhost}`,
    part: `${vhost}: ${subject}`,
    evidence: { vhost, version },
    next: [next ?? shellCommand`rabbitmqctl -p ${vhost} list_bindings`],
  },
  comparisons: [
    {
      name: subject,
      operator: 'is',
      expected: 'as written',
      actual: text,
      status: 'fail',
      reason: 'assertion',
      text,
    } as const,
  ],
});

const furtherComparison = (count: number): Comparison => ({
  name: 'further differences',
  operator: 'eq',
  expected: 0,
  actual: count,
  status: 'fail',
  reason: 'assertion',
  text: `${count} more things are not as they must be`,
});
