import type { Json } from '../../model/json.ts';
import type { ObjectRef } from '../../model/result.ts';
import type { ClusterViews, ViewName } from '../resources.ts';

/** Why a view cannot be judged. `skipped` only where it is absent by design: an API group that is not installed, a scope. */
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
  /** Names verb, resource and namespace, and the rule that would allow it. */
  readonly message: string;
  /** The part of the message that the server said, until it is shortened where several views repeat it. */
  readonly said?: string;
}

/** All rows of a view. A list that broke off is a problem, never rows. */
export type LoadedView<Name extends ViewName = ViewName> =
  | { readonly rows: ClusterViews[Name]; readonly notes?: readonly string[] }
  | { readonly problem: ViewProblem };

/** The fields of a row that tell what is to be ignored of it. */
export interface AnnotatedRow {
  readonly ref?: ObjectRef;
  readonly ignore?: string;
}

/**
 * The rows of one page of a list, serialized and compressed to a tenth of their memory as objects. Only the thread that
 * judges decodes them, so that a large cluster is in memory once.
 */
export interface EncodedPage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly count: number;
  /** Those with an ignore annotation: it is read without decoding the page. */
  readonly annotated: readonly AnnotatedRow[];
  /** The namespaces of its rows: pages of others need not be decoded. */
  readonly namespaces: readonly string[];
}

/** A view as it was gathered: with encoded rows (`pages.ts`), where it was read from a live cluster. */
export type GatheredView<Name extends ViewName = ViewName> =
  | LoadedView<Name>
  | { readonly pages: readonly EncodedPage[]; readonly notes?: readonly string[] };

/** Views as checks get them. */
export type LoadedViews = { readonly [Name in ViewName]?: LoadedView<Name> };

/** What was read of the cluster, for all registrations. */
export interface ClusterData {
  /** The time to judge by, in milliseconds since the epoch: by the API server's clock, the snapshot's, or else the machine's. */
  readonly now: number;
  readonly views: { readonly [Name in ViewName]?: GatheredView<Name> };
  /** For the report: server version, requests, bytes. */
  readonly facts: { readonly [key: string]: Json };
}
