import * as z from 'zod';
import type { Json } from '../../../src/model/json.ts';

/** Settings of an exchange, queue or binding; those that are left out are not compared. */
type Arguments = Readonly<Record<string, Json>> | undefined;

export interface ExpectedExchange {
  readonly vhost: string;
  readonly name: string;
  readonly type?: string | undefined;
  readonly durable?: boolean | undefined;
  readonly autoDelete?: boolean | undefined;
  readonly internal?: boolean | undefined;
  readonly arguments?: Arguments;
}

export interface ExpectedQueue {
  readonly vhost: string;
  readonly name: string;
  readonly type?: string | undefined;
  readonly durable?: boolean | undefined;
  readonly autoDelete?: boolean | undefined;
  readonly arguments?: Arguments;
}

export interface ExpectedBinding {
  readonly vhost: string;
  readonly source: string;
  readonly destination: string;
  readonly destinationType: 'queue' | 'exchange';
  readonly routingKey: string;
  readonly arguments?: Arguments;
}

/** What must be there, or what is. */
export interface Topology {
  readonly vhosts: readonly string[];
  readonly exchanges: readonly ExpectedExchange[];
  readonly queues: readonly ExpectedQueue[];
  readonly bindings: readonly ExpectedBinding[];
}

const objectName = (what: string) => z.string().min(1).max(255).describe(`Name of the ${what}`);
const ownVhost = () => z.string().min(1).optional().describe('Virtual host, in place of vhost of the check');
const ownArguments = () =>
  z.record(z.string(), z.json()).optional().describe('Arguments that it must have, others are ignored');
const flag = (text: string) => z.boolean().optional().describe(text);

const exchangeParams = () =>
  z.strictObject({
    name: objectName('exchange'),
    type: z.string().min(1).optional().describe('direct, fanout, topic, headers, or the type of a plugin'),
    durable: flag('Whether it outlives the server'),
    autoDelete: flag('Whether it ends with its last binding'),
    internal: flag('Whether only exchanges may publish to it'),
    arguments: ownArguments(),
    vhost: ownVhost(),
  });

const queueParams = () =>
  z.strictObject({
    name: objectName('queue'),
    type: z.string().min(1).optional().describe('classic, quorum or stream'),
    durable: flag('Whether it outlives the server'),
    autoDelete: flag('Whether it ends with its last consumer'),
    arguments: ownArguments(),
    vhost: ownVhost(),
  });

const bindingParams = () =>
  z.strictObject({
    source: objectName('exchange that messages come from'),
    destination: objectName('queue or exchange that they go to'),
    destinationType: z.enum(['queue', 'exchange']).default('queue').describe('What the destination is'),
    routingKey: z.string().default('').describe('Routing key of the binding'),
    arguments: ownArguments(),
    vhost: ownVhost(),
  });

/** Parameters of what must be there. */
export const topologyParams = () => ({
  vhost: z.string().min(1).default('/').describe('Virtual host of what is written without one'),
  vhosts: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Virtual hosts that must exist; of a file of definitions only these are compared'),
  exchanges: z.array(exchangeParams()).min(1).optional().describe('Exchanges that must be there'),
  queues: z.array(queueParams()).min(1).optional().describe('Queues that must be there'),
  bindings: z.array(bindingParams()).min(1).optional().describe('Bindings that must be there'),
});

type TopologyParams = z.output<z.ZodObject<ReturnType<typeof topologyParams>>>;

/** The topology that is written in the configuration. */
export const topologyOfParams = ({ vhost, vhosts, exchanges, queues, bindings }: TopologyParams): Topology => {
  const placed = <T extends { readonly vhost?: string | undefined }>(items: readonly T[] | undefined) =>
    (items ?? []).map((item) => ({ ...item, vhost: item.vhost ?? vhost }));
  return { vhosts: vhosts ?? [], exchanges: placed(exchanges), queues: placed(queues), bindings: placed(bindings) };
};

/** Both together, of the second one only what is in these virtual hosts, where any are named. */
export const mergeTopologies = (one: Topology, other: Topology, vhosts: readonly string[] | undefined): Topology => {
  const isMeant = (vhost: string): boolean => vhosts === undefined || vhosts.includes(vhost);
  return {
    vhosts: [...new Set([...one.vhosts, ...other.vhosts.filter(isMeant)])],
    exchanges: [...one.exchanges, ...other.exchanges.filter(({ vhost }) => isMeant(vhost))],
    queues: [...one.queues, ...other.queues.filter(({ vhost }) => isMeant(vhost))],
    bindings: [...one.bindings, ...other.bindings.filter(({ vhost }) => isMeant(vhost))],
  };
};

/** All virtual hosts of a topology. */
export const vhostsOf = ({ vhosts, exchanges, queues, bindings }: Topology): readonly string[] => [
  ...new Set([...vhosts, ...[...exchanges, ...queues, ...bindings].map(({ vhost }) => vhost)]),
];
