import { gatherIntoPort } from '../../kubernetes/gather/thread.ts';
import type { GatherTask } from '../protocol.ts';

// The entry of a thread that reads a cluster and then judges what it has read.

export * from './worker.ts';

/** Reads a cluster and keeps its rows for the lanes that this thread gets. Resolves when all is said. */
export const gatherViews = ({ order, port }: GatherTask): Promise<void> => gatherIntoPort(order, port);
