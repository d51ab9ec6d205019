import { randomUUID, sign, X509Certificate } from 'node:crypto';
import type { IssuedCertificate } from './certificates.ts';
import { startHttpServer } from './http.ts';
import { answerJson } from './http-routes.ts';

const ISSUER = 'tokens.test';
export const TOKEN_SERVICE = 'registry.test';

export type TokenService = Awaited<ReturnType<typeof startHttpServer>> & {
  /** What stands under `auth` in the configuration of a registry that trusts it; takes the path of the authority's PEM file. */
  readonly auth: (authority: string) => object;
};

/** Starts a token service of registries, with TLS, that gives a token for whatever is asked to whoever has this login. */
export const startTokenService = async (
  certificate: IssuedCertificate,
  login: { readonly username: string; readonly password: string },
): Promise<TokenService> => {
  const wanted = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  const server = await startHttpServer({
    tls: { key: certificate.key, cert: certificate.chain },
    routes: {
      token: ({ request, response, query }) =>
        request.headers.authorization === wanted
          ? answerJson(response, { token: signToken(certificate, query.get('scope') ?? '') })
          : answerJson(response, { errors: [{ code: 'UNAUTHORIZED', message: 'who are you?' }] }, 401),
    },
  });
  const realm = `https://localhost:${server.port}/token`;
  return {
    ...server,
    auth: (rootcertbundle) => ({ token: { realm, service: TOKEN_SERVICE, issuer: ISSUER, rootcertbundle } }),
  };
};

/** A token of the Docker registry: https://distribution.github.io/distribution/spec/auth/jwt/ */
const signToken = ({ cert, privateKey }: IssuedCertificate, scope: string): string => {
  const [type, name, actions = ''] = scope.split(':');
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ iss: ISSUER, sub: 'puller', aud: TOKEN_SERVICE, jti: randomUUID() },
    ...{ nbf: now - 60, iat: now, exp: now + 300 },
    access: [{ type, name, actions: actions.split(',') }],
  };
  const header = { typ: 'JWT', alg: 'ES256', x5c: [new X509Certificate(cert).raw.toString('base64')] };
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
};
