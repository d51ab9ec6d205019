import { join } from 'node:path';

/** The checkout that is tested. */
export const REPOSITORY_ROOT = join(import.meta.dirname, '../..');

/** The program as it is started from a checkout. */
export const KAVMON_ENTRY = join(REPOSITORY_ROOT, 'src/kavmon.cjs');

/** The snapshot of a cluster with faults that the examples have. */
export const EXAMPLE_SNAPSHOT = join(REPOSITORY_ROOT, 'examples/cluster.json.gz');
