import * as z from 'zod';
import { tlsParams } from '../../../src/expectations/http-request.ts';
import { namedExpectations } from '../../../src/expectations/named-values.ts';
import { rangeLimits } from '../../../src/expectations/range.ts';
import { duration } from '../../../src/params/duration.ts';
import { secret } from '../../../src/params/secret.ts';
import { serverParams } from '../../../src/params/server.ts';
import { redisUrlProblem } from '../../../src/probes/redis/url.ts';

const accessParams = () => ({
  user: z.string().min(1).optional().describe('ACL user; the default user when left out'),
  password: secret().optional().describe('Password of the user'),
  tls: tlsParams().optional().describe('TLS options; TLS is spoken when this is there, be it `{}`'),
});

const nodeList = () => z.array(z.string().regex(/^(\[[^\]]+\]|[^:[\]\s]+)(:\d+)?$/, 'write host:port')).min(1);

/** Parameters of the connection: server, Sentinels or cluster, and the credentials. */
export const redisAddress = () => ({
  ...serverParams({
    url: '`redis://HOST:6379/0`, `rediss://` for TLS, `unix:///PATH` for a socket, with `USER:PASSWORD@`',
    problem: redisUrlProblem,
    port: '6379',
    socket: 'path of a Unix socket',
  }),
  database: z.number().int().min(0).optional().describe('Number of the database to select'),
  ...accessParams(),
  sentinel: z
    .strictObject({
      masterName: z.string().min(1).describe('Name of the master in the configuration of the Sentinels'),
      nodes: nodeList().describe('`host:port` of every Sentinel'),
      quorum: z
        .number()
        .int()
        .min(1)
        .describe('How many Sentinels must answer, agree on the master and have their quorum'),
      minReplicas: z
        .number()
        .int()
        .min(0)
        .default(0)
        .describe('Replicas that as many Sentinels must hold to be fit for a fail-over'),
      ...accessParams(),
    })
    .refine(({ nodes: all, quorum }) => quorum <= all.length, 'quorum is more than there are nodes')
    .optional()
    .describe('Finds the master through Sentinels; user, password and tls beside it are for the data nodes'),
  cluster: z
    .strictObject({
      nodes: nodeList().describe('`host:port` of nodes from which the others are learnt'),
      quorum: z.number().int().min(1).describe('How many nodes of the cluster must answer'),
      maxFailedNodes: z.number().int().min(0).default(0).describe('How many nodes the cluster may hold to have failed'),
      minReplicas: z.number().int().min(0).default(0).describe('Replicas that each shard must have at least'),
    })
    .optional()
    .describe('Redis Cluster'),
});

/** Parameters of what is expected of the servers. */
export const redisExpectations = () => ({
  role: z.enum(['primary', 'replica', 'any']).default('any').describe('Role that a single server must have'),
  memory: rangeLimits('%').optional().describe('Memory in use, in percent of maxmemory'),
  clients: rangeLimits('%').optional().describe('Clients, in percent of maxclients'),
  replicas: rangeLimits().optional().describe('Replicas online, on a primary'),
  lag: rangeLimits('s').optional().describe('Seconds since the two ends of a replication link heard of each other'),
  lagBytes: rangeLimits('By').optional().describe('What a replica has not got yet, seen from its primary'),
  persistence: z
    .boolean()
    .optional()
    .describe(
      'The last snapshot, and writes to the append-only file, must have succeeded; where the server tells it, when left out',
    ),
  unsaved: rangeLimits('s').optional().describe('How long changes have waited for a snapshot'),
  evictedKeys: rangeLimits().optional().describe('Keys evicted since the server started, as its memory was full'),
  info: namedExpectations('field of INFO, `db0.keys` for what a field lists').describe(
    'What fields of INFO must be, on each server that is asked',
  ),
  nodeTimeout: duration().prefault('2s').describe('How long one of several nodes is waited for'),
});

type RedisParamShape = ReturnType<typeof redisAddress> & ReturnType<typeof redisExpectations>;
export type RedisExpectations = z.output<z.ZodObject<RedisParamShape>>;
