import * as z from 'zod';
import { jsonExpectation } from '../../../src/expectations/json-path.ts';
import { rangeLimits } from '../../../src/expectations/range.ts';

const namePattern = () => z.string().regex(/^[^\s/?#&"\\<>|]+$/, 'a name, with * for any text');

/** Parameters of what is expected of snapshots and indices. */
const contentExpectations = () => ({
  snapshots: z
    .array(
      z.strictObject({
        repository: namePattern().describe('Repository'),
        name: namePattern().optional().describe('Name of the snapshots, with * for any text; all when left out'),
        age: rangeLimits('s').describe('Age of the newest one that succeeded'),
      }),
    )
    .default([])
    .describe('Snapshots that must be there'),
  indices: z
    .array(
      z
        .strictObject({
          index: namePattern().describe('Index, alias, data stream or pattern'),
          timeField: z.string().min(1).default('@timestamp').describe('Field with the time of a document'),
          newest: rangeLimits('s').optional().describe('Age of the newest document'),
          documents: rangeLimits().optional().describe('Number of documents'),
        })
        .refine(
          ({ newest, documents }) => newest !== undefined || documents !== undefined,
          'nothing is compared: add newest or documents',
        ),
    )
    .default([])
    .describe('What the indices must hold'),
});

/** Parameters of what is expected of the cluster. */
export const clusterExpectations = () => ({
  yellow: z
    .enum(['ok', 'warn', 'fail'])
    .optional()
    .describe('What yellow means: replicas without a place. `ok` with a single data node, else `warn`, when left out'),
  nodes: rangeLimits().optional().describe('Nodes of the cluster'),
  dataNodes: rangeLimits().optional().describe('Nodes that hold data'),
  unassigned: rangeLimits().optional().describe('Shards without a node'),
  pendingTasks: rangeLimits().optional().describe('Changes of the cluster that wait for the master'),
  pendingTaskAge: rangeLimits('s').optional().describe('How long the oldest of them has waited'),
  disk: rangeLimits('%').optional().describe('Disk in use of each data node, beside the watermarks of the cluster'),
  watermarks: z
    .boolean()
    .default(true)
    .describe(
      'Degraded when a data node is above the high watermark, failed above the flood stage, where they may be seen',
    ),
  version: z.string().min(1).optional().describe('Range of versions, as npm writes it: `>=8.11`'),
  ...contentExpectations(),
  jsonPath: z
    .array(jsonExpectation())
    .min(1)
    .optional()
    .describe('What values of the answer to `_cluster/health` must be'),
});

export type ClusterExpectations = z.output<z.ZodObject<ReturnType<typeof clusterExpectations>>>;
