import type { MessagePort } from 'node:worker_threads';
import type { RuntimeIdentity } from '../../process/runtime-identity.ts';
import type { AccessOptions } from '../access/open-access.ts';
import type { RequestLimits } from '../api/phase-timer.ts';
import type { TransferCounts } from '../api/response-body.ts';
import type { ViewName } from '../resources.ts';
import type { EncodedPage, ViewProblem } from '../rows/cluster-data.ts';
import type { NamespaceScope } from '../scope.ts';

/** What to read of which cluster. */
export interface GatherOrder {
  readonly access: AccessOptions;
  readonly views: readonly ViewName[];
  /** Undefined: the pod's own, or the context's. Null: the whole cluster. */
  readonly namespaces: NamespaceScope | undefined;
  /** Kavmon's own, for the user agent. */
  readonly version: string;
  readonly limits?: RequestLimits;
}

/** What a thread is asked to read. */
export interface ThreadOrder extends GatherOrder {
  /** Where this run is: its own objects are left out. */
  readonly place: RuntimeIdentity;
}

/** A thread that reads a cluster (`thread.ts`). */
export interface ReadingThread {
  /** Has it read; it answers by the port. Rejects when the thread could not be started or was lost. */
  gather(order: ThreadOrder, port: MessagePort): Promise<void>;
  /** Ends it with the processes that it started. Resolves soon after `ms`, to true when it could not be ended. */
  stop(ms: number): Promise<boolean>;
}

/** What the thread sends. `list` is the index of the namespace that was listed. */
export type GatherMessage =
  /** A credential, before it is sent anywhere. */
  | { readonly type: 'secret'; readonly value: string }
  | { readonly type: 'opened'; readonly cluster: OpenedCluster }
  | { readonly type: 'rows'; readonly view: ViewName; readonly list: number; readonly rows: EncodedPage }
  | { readonly type: 'restart'; readonly view: ViewName; readonly list: number }
  | { readonly type: 'problem'; readonly view: ViewName; readonly problem: ViewProblem }
  | { readonly type: 'done'; readonly view: ViewName }
  | { readonly type: 'end'; readonly end: ReadSummary }
  | { readonly type: 'usageError'; readonly message: string; readonly source: 'arguments' | 'config' };

/** The cluster that the access leads to. */
export interface OpenedCluster {
  readonly server: string;
  readonly cluster: string | null;
  readonly namespaces: NamespaceScope;
}

export interface ReadSummary {
  /** Milliseconds since the epoch by the server's clock; null without any response. */
  readonly serverTime: number | null;
  readonly serverVersion: string | null;
  readonly clockWarning?: string;
  readonly counts: TransferCounts;
}
