import { parentPort, workerData } from 'node:worker_threads';
import { UsageError } from '../../model/errors.ts';
import { createOwnObjectTest } from '../own-objects.ts';
import { clearInterned } from '../rows/intern.ts';
import { encodePage } from '../rows/pages.ts';
import type { GatherMessage, ThreadOrder } from './protocol.ts';
import { readCluster } from './read-cluster.ts';

/** Entry of the thread that reads the cluster: it is told once what to read, and to end. */
const postToParent = (message: GatherMessage): void => parentPort?.postMessage(message);

const readAndPost = async (): Promise<void> => {
  const abort = new AbortController();
  parentPort?.once('message', () => abort.abort());
  const { place, ...order } = workerData as ThreadOrder;
  const own = createOwnObjectTest(place);
  const end = await readCluster(
    order,
    {
      opened: (place) => postToParent({ type: 'opened', place }),
      rows: (view, list, rows) => {
        postToParent({ type: 'rows', view, list, rows: encodePage(rows.filter((row) => !own(view, row))) });
        // Nothing of it stays here: pods of one owner come in one page, so that little is lost by it.
        clearInterned();
      },
      restart: (view, list) => postToParent({ type: 'restart', view, list }),
      problem: (view, problem) => postToParent({ type: 'problem', view, problem }),
      done: (view) => postToParent({ type: 'done', view }),
    },
    abort.signal,
  );
  postToParent({ type: 'end', end });
};

readAndPost()
  .catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    postToParent({ type: 'refused', message: error.message, source: error.source });
  })
  .finally(() => parentPort?.close());
