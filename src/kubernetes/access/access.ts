import type { Agent } from 'node:http';

/** Where the API server is, and how to prove to it who asks. */
export interface ApiAccess {
  /** Scheme, host, port, and the prefix of all paths, if there is one. */
  readonly server: URL;
  readonly tls: TlsOptions;
  /** Through a proxy; without it the client creates its own. */
  readonly agent?: Agent;
  /**
   * Returns the headers that authenticate a request; with `renew` they are read anew, since the last ones were refused.
   *
   * @throws when they cannot be had.
   */
  readonly authorize: (renew: boolean, signal: AbortSignal) => Promise<RequestHeaders>;
  /** The default namespace: the pod's own, or the context's. */
  readonly namespace: string;
  /** Why a request may be refused, for the message of its failure. */
  readonly refusalHint?: string;
  /** The context's name; null in a pod. */
  readonly cluster: string | null;
}

/** What those who open an access owe to whoever asked for it. */
export interface AccessRun {
  /** Ends what opening it has started. */
  readonly signal: AbortSignal;
  /** Takes every credential before it is sent anywhere: a server may repeat it. */
  readonly onSecret: (secret: string) => void;
}

/** Variables of a process, or of a test. */
export type Environment = { readonly [name: string]: string | undefined };

export type RequestHeaders = { readonly [name: string]: string };

export interface TlsOptions {
  readonly ca?: Buffer | string;
  readonly cert?: Buffer | string;
  readonly key?: Buffer | string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}
