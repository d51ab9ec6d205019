import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
// @ts-expect-error the package brings no types
import { Provider } from 'oidc-provider';

export interface OidcServer {
  readonly tokenUrl: string;
  /** Tokens that were given out so far. */
  readonly given: () => number;
  /** Whether a token is one of them and lives. */
  readonly isValid: (token: string) => Promise<boolean>;
  /** Makes every token invalid. */
  readonly revokeAll: () => void;
  readonly stop: () => Promise<void>;
}

interface OidcOptions {
  /** Seconds that a token lives. Default: 600. */
  readonly lifeSeconds?: number;
}

/** Secret of every client. */
export const OIDC_SECRET = 'canary secret:%&+/';

/** Starts a real OAuth 2 server (`oidc-provider`) whose clients `basic` and `post` send their secret so. */
export const startOidc = async ({ lifeSeconds = 600 }: OidcOptions = {}): Promise<OidcServer> => {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const common = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [] as never[] };
  const provider = new Provider(issuer, {
    clients: [
      { client_id: 'basic', client_secret: OIDC_SECRET, token_endpoint_auth_method: 'client_secret_basic', ...common },
      { client_id: 'post', client_secret: OIDC_SECRET, token_endpoint_auth_method: 'client_secret_post', ...common },
    ],
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    scopes: ['read', 'write'],
    ttl: { ClientCredentials: lifeSeconds },
  });
  const live = new Set<string>();
  let given = 0;
  provider.on('client_credentials.saved', () => {
    given += 1;
  });
  provider.on('grant.success', (context: { readonly body: unknown }) => {
    live.add(String((context.body as { readonly access_token?: unknown }).access_token));
  });
  http.on('request', provider.callback());
  return {
    tokenUrl: `${issuer}/token`,
    given: () => given,
    isValid: async (token) => live.has(token) && (await provider.ClientCredentials.find(token)) !== undefined,
    revokeAll: () => live.clear(),
    stop: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
};
