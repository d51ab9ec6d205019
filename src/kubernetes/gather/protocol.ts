import type { Place } from '../../process/identity.ts';
import type { AccessOptions } from '../access/open-access.ts';
import type { RequestLimits } from '../api/request.ts';
import type { TransferCounts } from '../api/response-body.ts';
import type { ViewName } from '../resources.ts';
import type { EncodedPage, ViewProblem } from '../rows/cluster-data.ts';
import type { Namespaces } from '../scope.ts';

/** What a reading thread is told. */
export interface GatherOrder {
  readonly access: AccessOptions;
  readonly views: readonly ViewName[];
  /** Undefined: the pod's own, or the context's. Null: all. */
  readonly namespaces: Namespaces | undefined;
  readonly version: string;
  readonly limits?: RequestLimits;
}

/** What the thread is told. */
export interface ThreadOrder extends GatherOrder {
  /** Where this run is, so that it does not judge itself. */
  readonly place: Place;
}

/** What it tells back. */
export type GatherMessage =
  | { readonly type: 'opened'; readonly place: OpenedCluster }
  | { readonly type: 'rows'; readonly view: ViewName; readonly list: number; readonly rows: EncodedPage }
  | { readonly type: 'restart'; readonly view: ViewName; readonly list: number }
  | { readonly type: 'problem'; readonly view: ViewName; readonly problem: ViewProblem }
  | { readonly type: 'done'; readonly view: ViewName }
  | { readonly type: 'end'; readonly end: ReadSummary }
  | { readonly type: 'refused'; readonly message: string; readonly source: 'arguments' | 'config' };

/** The cluster that is read. */
export interface OpenedCluster {
  readonly server: string;
  readonly cluster: string | null;
  readonly namespaces: Namespaces;
}

export interface ReadSummary {
  /** Milliseconds since the epoch by the server's clock; null when it never answered. */
  readonly serverTime: number | null;
  readonly serverVersion: string | null;
  readonly counts: TransferCounts;
}
