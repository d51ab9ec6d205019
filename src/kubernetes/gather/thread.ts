import type { MessagePort } from 'node:worker_threads';
import { UsageError } from '../../model/errors.ts';
import { createOwnObjectTest } from '../own-objects.ts';
import type { ViewName } from '../resources.ts';
import { clearInterned } from '../rows/intern.ts';
import { dropRows, keepRows } from '../rows/kept-rows.ts';
import { encodePage } from '../rows/pages.ts';
import type { GatherMessage, ThreadOrder } from './protocol.ts';
import { readCluster } from './read-cluster.ts';

/** Few, so that who looks for some rows decodes few others. */
const ROWS_PER_PAGE = 100;

/**
 * Reads a cluster in this thread, which may keep the rows for judging them, and sends them packed to whoever has the other end
 * of the port. Any message from there asks it to stop.
 */
export const gatherIntoPort = async (
  { place, ...order }: ThreadOrder,
  port: MessagePort,
  keepsRows: boolean,
): Promise<void> => {
  const post = (message: GatherMessage, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  /** Hands the pages over without a copy. No rows make no page: a thousand namespaces have ten thousands of empty lists. */
  const postRows = (view: ViewName, list: number, rows: readonly unknown[]): void => {
    for (let from = 0; from < rows.length; from += ROWS_PER_PAGE) {
      const page = encodePage(rows.slice(from, from + ROWS_PER_PAGE));
      post({ type: 'rows', view, list, rows: page }, [page.bytes.buffer]);
    }
  };
  const abort = new AbortController();
  port.once('message', () => abort.abort());
  const isOwn = createOwnObjectTest(place);
  try {
    const end = await readCluster(
      order,
      {
        secret: (value) => post({ type: 'secret', value }),
        opened: (cluster) => post({ type: 'opened', cluster }),
        rows: (view, list, rows) => {
          const others = rows.filter((row) => !isOwn(view, row));
          if (others.length === 0) return;
          const areKept = keepsRows && keepRows(view, list, others);
          postRows(view, list, others);
          // Little is lost by it: pods of one owner come in one page.
          if (!areKept) clearInterned();
        },
        restart: (view, list) => {
          dropRows(view, list);
          post({ type: 'restart', view, list });
        },
        problem: (view, problem) => post({ type: 'problem', view, problem }),
        done: (view) => post({ type: 'done', view }),
      },
      abort.signal,
    );
    post({ type: 'end', end });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    post({ type: 'usageError', message: error.message, source: error.source });
  } finally {
    clearInterned();
    port.close();
  }
};
