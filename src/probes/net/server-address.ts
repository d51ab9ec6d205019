import type { TlsOptions } from './tls-connect.ts';

/** A URL, its parts, or both: parts override those of the URL. */
export interface ServerAddress {
  readonly url?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** The same for a server that is asked with TLS when `tls` is there, even empty. */
export interface TlsServerAddress extends ServerAddress {
  readonly tls?: TlsOptions | undefined;
}

/** TLS by a mode, which says what is verified, as clients of databases have it. */
export interface SslSettings<Mode> extends Omit<TlsOptions, 'insecure' | 'anyName'> {
  /** Default: the one that verifies all where a `ca` is given, else the one that prefers TLS. */
  readonly mode?: Mode | undefined;
}
