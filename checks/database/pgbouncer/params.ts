import * as z from 'zod';
import { rangeLimits } from '../../../src/expectations/range.ts';

/** Parameters of what is expected of the pooler. */
export const poolerExpectations = () => ({
  databases: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Databases that it must lead to, whose pools are judged; all when left out'),
  maxWait: rangeLimits('s')
    .prefault({ warn: '5s', fail: '30s' })
    .describe('How long the first client in the queue of a pool has waited for a server'),
  waiting: rangeLimits().optional().describe('Clients of one pool that wait for a server'),
  active: rangeLimits('%').optional().describe('Servers of one pool that work, in percent of its size'),
  clients: rangeLimits('%')
    .optional()
    .describe('Clients, in percent of max_client_conn; warned of above 90, failed above 95 where they may be seen'),
});

export type PoolerExpectations = z.output<z.ZodObject<ReturnType<typeof poolerExpectations>>>;
