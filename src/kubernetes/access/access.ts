import type { Agent } from 'node:http';

/** What a request to the API server needs. */
export interface ApiAccess {
  /** Scheme, host, port, and a path in front of everything, if there is one. */
  readonly server: URL;
  readonly tls: TlsOptions;
  /** For a proxy; else the client makes its own. */
  readonly agent?: Agent;
  /**
   * Headers that say who asks. `renew`: the last ones were refused, read them anew.
   *
   * @throws when they cannot be had.
   */
  readonly authorize: (renew: boolean, signal: AbortSignal) => Promise<RequestHeaders>;
  /** Where to look when nobody says: the pod's own namespace, or the context's. */
  readonly namespace: string;
  /** A name for the cluster: the context's. */
  readonly cluster: string | null;
}

export type RequestHeaders = { readonly [name: string]: string };

export interface TlsOptions {
  readonly ca?: Buffer | string;
  readonly cert?: Buffer | string;
  readonly key?: Buffer | string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}
