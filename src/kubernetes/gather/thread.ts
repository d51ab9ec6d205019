import { parentPort, workerData } from 'node:worker_threads';
import { UsageError } from '../../model/errors.ts';
import { forwardNodeWarnings } from '../../process/node-warnings.ts';
import { createOwnObjectTest } from '../own-objects.ts';
import type { ViewName } from '../resources.ts';
import { clearInterned } from '../rows/intern.ts';
import { encodePage } from '../rows/pages.ts';
import type { GatherMessage, ThreadOrder } from './protocol.ts';
import { readCluster } from './read-cluster.ts';

// The entry of the gathering thread. Its order is in the `workerData`; any message asks it to stop.

forwardNodeWarnings();

const postToParent = (message: GatherMessage, transfer: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transfer);

/** Few, so that who looks for some rows decodes few others. */
const ROWS_PER_PAGE = 100;

/** Hands the rows over without a copy. No rows make no page: a thousand namespaces have ten thousands of empty lists. */
const postRows = (view: ViewName, list: number, rows: readonly unknown[]): void => {
  for (let from = 0; from < rows.length; from += ROWS_PER_PAGE) {
    const page = encodePage(rows.slice(from, from + ROWS_PER_PAGE));
    postToParent({ type: 'rows', view, list, rows: page }, [page.bytes.buffer]);
  }
};

const readAndPost = async (): Promise<void> => {
  const abort = new AbortController();
  parentPort?.once('message', () => abort.abort());
  const { place, ...order } = workerData as ThreadOrder;
  const isOwn = createOwnObjectTest(place);
  const end = await readCluster(
    order,
    {
      secret: (value) => postToParent({ type: 'secret', value }),
      opened: (cluster) => postToParent({ type: 'opened', cluster }),
      rows: (view, list, rows) => {
        postRows(
          view,
          list,
          rows.filter((row) => !isOwn(view, row)),
        );
        // Little is lost by it: pods of one owner come in one page.
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
    postToParent({ type: 'usageError', message: error.message, source: error.source });
  })
  .finally(() => parentPort?.close());
