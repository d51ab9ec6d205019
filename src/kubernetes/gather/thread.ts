import { parentPort, workerData } from 'node:worker_threads';
import { UsageError } from '../../model/errors.ts';
import { isOwn } from '../own-objects.ts';
import { forget } from '../rows/intern.ts';
import { pack } from '../rows/pages.ts';
import type { GatherMessage, ThreadOrder } from './protocol.ts';
import { readCluster } from './read-cluster.ts';

/** Entry of the thread that reads the cluster: it is told once what to read, and to end. */
const tell = (message: GatherMessage): void => parentPort?.postMessage(message);

const read = async (): Promise<void> => {
  const abort = new AbortController();
  parentPort?.once('message', () => abort.abort());
  const { place, ...order } = workerData as ThreadOrder;
  const own = isOwn(place);
  const end = await readCluster(
    order,
    {
      opened: (place) => tell({ type: 'opened', place }),
      rows: (view, list, rows) => {
        tell({ type: 'rows', view, list, rows: pack(rows.filter((row) => !own(view, row))) });
        // Nothing of it stays here: pods of one owner come in one page, so that little is lost by it.
        forget();
      },
      restart: (view, list) => tell({ type: 'restart', view, list }),
      problem: (view, problem) => tell({ type: 'problem', view, problem }),
      done: (view) => tell({ type: 'done', view }),
    },
    abort.signal,
  );
  tell({ type: 'end', end });
};

read()
  .catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    tell({ type: 'refused', message: error.message, source: error.source });
  })
  .finally(() => parentPort?.close());
