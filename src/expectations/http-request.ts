import * as z from 'zod';
import { proxyUrl } from '../params/http-url.ts';
import { refuseText } from '../params/refuse-text.ts';
import { secret, secretOrText } from '../params/secret.ts';
import type { BoundProbes } from '../probes/index.ts';
import { headerValueProblem, privateKeyProblem } from '../text/secret-forms.ts';

type HttpOptions = Parameters<BoundProbes['http']>[0];

/** Schema of the TLS options of a client. */
export const tlsParams = () =>
  z
    .strictObject({
      ca: z.string().min(1).optional().describe("PEM file (or text) of the trusted roots, in place of the system's"),
      cert: z.string().min(1).optional().describe('PEM file (or text) of the client certificate'),
      key: secret()
        .check(refuseText(privateKeyProblem))
        .optional()
        .describe('Private key of the client certificate, PEM'),
      serverName: z
        .string()
        .min(1)
        .optional()
        .describe('Name to ask for and to find in the certificate, in place of the host'),
      minVersion: z
        .enum(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])
        .optional()
        .describe('Oldest TLS version to accept'),
      insecure: z.boolean().default(false).describe('Takes any certificate; the result says so'),
    })
    .meta({ title: 'tls' });

const authParams = () =>
  z
    .union([
      z.strictObject({
        basic: z.strictObject({
          username: secretOrText().describe('User'),
          password: secret().describe('Password'),
        }),
      }),
      z.strictObject({ bearer: secret().describe('Token') }),
    ])
    .meta({ title: 'auth' });

/** Parameters of a request beside its URL, for all checks that speak HTTP. */
export const requestParams = () => ({
  headers: z
    .record(z.string(), secretOrText().check(refuseText(headerValueProblem)))
    .default({})
    .describe('Request headers, plain or by reference'),
  auth: authParams().optional().describe('Credentials'),
  redirects: z.enum(['follow', 'none']).default('follow').describe('What to do with a redirect'),
  maxRedirects: z.number().int().min(0).default(5).describe('Redirects to follow at most'),
  tls: tlsParams().optional().describe('TLS options'),
  ipFamily: z.literal([4, 6]).optional().describe('Only addresses of this IP version'),
  bodyLimit: z
    .number()
    .int()
    .min(1)
    .max(67_108_864)
    .default(1_048_576)
    .describe('Bytes of the body that are read at most'),
  proxy: proxyUrl().optional().describe('URL of an HTTP proxy, `http://HOST:PORT`'),
});

type RequestParams = z.output<z.ZodObject<ReturnType<typeof requestParams>>>;

/** The options of the HTTP probe by these parameters, without URL, method and body. */
export const toHttpOptions = (params: RequestParams): Omit<HttpOptions, 'url'> => ({
  headers: { ...params.headers, ...authorizationHeader(params.auth) },
  redirects: params.redirects,
  maxRedirects: params.maxRedirects,
  tls: params.tls,
  family: params.ipFamily,
  bodyLimit: params.bodyLimit,
  proxy: params.proxy,
});

const authorizationHeader = (
  auth: z.output<ReturnType<typeof authParams>> | undefined,
): Readonly<Record<string, string>> => {
  if (auth === undefined) return {};
  if ('bearer' in auth) return { authorization: `Bearer ${auth.bearer}` };
  const pair = `${auth.basic.username}:${auth.basic.password}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
};
