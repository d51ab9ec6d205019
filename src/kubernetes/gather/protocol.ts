import type { Place } from '../../process/identity.ts';
import type { AccessOptions } from '../access/open-access.ts';
import type { Limits } from '../api/request.ts';
import type { Counts } from '../api/response-body.ts';
import type { ViewName } from '../resources.ts';
import type { Page, ViewProblem } from '../rows/cluster-data.ts';
import type { Namespaces } from '../scope.ts';

/** What a reading thread is told. */
export interface GatherOrder {
  readonly access: AccessOptions;
  readonly views: readonly ViewName[];
  /** Undefined: the pod's own, or the context's. Null: all. */
  readonly namespaces: Namespaces | undefined;
  readonly version: string;
  readonly limits?: Limits;
}

/** What the thread is told. */
export interface ThreadOrder extends GatherOrder {
  /** Where this run is, so that it does not judge itself. */
  readonly place: Place;
}

/** What it tells back. */
export type GatherMessage =
  | { readonly type: 'opened'; readonly place: Opened }
  | { readonly type: 'rows'; readonly view: ViewName; readonly list: number; readonly rows: Page }
  | { readonly type: 'restart'; readonly view: ViewName; readonly list: number }
  | { readonly type: 'problem'; readonly view: ViewName; readonly problem: ViewProblem }
  | { readonly type: 'done'; readonly view: ViewName }
  | { readonly type: 'end'; readonly end: ReadEnd }
  | { readonly type: 'refused'; readonly message: string; readonly source: 'arguments' | 'config' };

/** The cluster that is read. */
export interface Opened {
  readonly server: string;
  readonly cluster: string | null;
  readonly namespaces: Namespaces;
}

export interface ReadEnd {
  /** Milliseconds since the epoch by the server's clock; null when it never answered. */
  readonly serverTime: number | null;
  readonly serverVersion: string | null;
  readonly counts: Counts;
}
