import type { TlsOptions } from '../net/tls-connect.ts';

/** One request, complete. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
  readonly tls: TlsOptions;
  readonly family: 4 | 6 | undefined;
  readonly proxy: URL | undefined;
  /** Default: 1.1. */
  readonly httpVersion?: 1.1 | 2 | undefined;
}
