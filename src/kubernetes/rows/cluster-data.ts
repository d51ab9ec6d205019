import type { Json } from '../../model/json.ts';
import type { ObjectRef } from '../../model/result.ts';
import type { ViewName, Views } from '../resources.ts';

/** Why a view cannot be judged. `skipped` only where its absence is by design: an API group not installed, a scope. */
export interface ViewProblem {
  readonly status: 'error' | 'skipped';
  readonly reason:
    | 'permission'
    | 'dependency'
    | 'protocol'
    | 'deadline_run'
    | 'connect_refused'
    | 'unreachable'
    | 'dns'
    | 'tls_handshake'
    | 'tls_untrusted'
    | 'tls_expired'
    | 'tls_name'
    | 'config';
  /** Names verb, resource, namespace and the rule that would allow it. */
  readonly message: string;
}

/** The rows of one view, whole; a list that broke off is a problem, never rows. */
export type LoadedView<Name extends ViewName = ViewName> =
  | { readonly rows: Views[Name]; readonly notes?: readonly string[] }
  | { readonly problem: ViewProblem };

/** A row with the annotation that holds ignores. */
export interface Annotated {
  readonly ref?: ObjectRef;
  readonly ignore?: string;
}

/**
 * Rows of one page of a list as they travel: a tenth of their memory as objects. Only who judges unpacks them, so that
 * a large cluster is held once however many threads it passes.
 */
export interface EncodedPage {
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Those that say themselves what is to be ignored of them. */
  readonly annotated: readonly Annotated[];
}

/** The same, or its rows packed: who judges opens them (`pages.ts`). */
export type GatheredView<Name extends ViewName = ViewName> =
  | LoadedView<Name>
  | { readonly pages: readonly EncodedPage[]; readonly notes?: readonly string[] };

/** Views as checks are given them. */
export type OpenViews = { readonly [Name in ViewName]?: LoadedView<Name> };

/** What was read of the cluster, once for all registrations. */
export interface Gathered {
  /** Milliseconds since the epoch by the API server's clock, or the snapshot's; the machine's when no cluster was read. */
  readonly now: number;
  readonly views: { readonly [Name in ViewName]?: GatheredView<Name> };
  /** Facts about the read for the report: server version, requests, bytes. */
  readonly facts: { readonly [key: string]: Json };
}
