import * as z from 'zod';
import { httpUrl, proxyUrl } from '../params/http-url.ts';
import { refuseText } from '../params/refuse-text.ts';
import { secret, secretOrText } from '../params/secret.ts';
import type { BoundProbes } from '../probes/index.ts';
import { headerValueProblem, privateKeyProblem } from '../text/secret-forms.ts';

type HttpOptions = Parameters<BoundProbes['http']>[0];

/** Texts of a request: plain ones, or those in which `${name}` is replaced. */
type TextSchema = typeof secretOrText;

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

/** Schema of credentials; `hidden` is that of the secrets in them. */
export const authParams = (text: TextSchema = secretOrText, hidden: TextSchema = secret) =>
  z
    .union([
      z.strictObject({
        basic: z.strictObject({
          username: text().describe('User'),
          password: hidden().describe('Password'),
        }),
      }),
      z.strictObject({ bearer: hidden().describe('Token') }),
      z.strictObject({
        digest: z.strictObject({
          username: text().describe('User'),
          password: hidden().describe('Password'),
        }),
      }),
      z.strictObject({
        oauth2: z
          .strictObject({
            tokenUrl: httpUrl().describe('URL of the token endpoint'),
            clientId: text().describe('Client'),
            clientSecret: hidden().describe('Its secret'),
            scope: z.string().min(1).optional().describe('Scopes, with spaces between them'),
            audience: z.string().min(1).optional().describe('Who the token is for, where the server asks for it'),
            clientAuth: z
              .enum(['basic', 'post'])
              .default('basic')
              .describe('How the secret is sent: in a header or in the body'),
          })
          .describe('Client credentials of OAuth 2: the token is fetched once for all checks of a thread'),
      }),
    ])
    .meta({ title: text === secretOrText ? 'auth' : 'stepAuth' });

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
  httpVersion: z
    .literal([1.1, 2])
    .optional()
    .describe('2 speaks HTTP/2: with TLS as the server agrees to (ALPN), without TLS from the first byte'),
  proxy: proxyUrl().optional().describe('URL of an HTTP proxy, `http://HOST:PORT`'),
});

/** Parameters of the method and the body of a request. */
export const bodyParams = (text: TextSchema = secretOrText) => ({
  method: z
    .string()
    .regex(/^[A-Za-z]+$/)
    .optional()
    .describe('Method; GET, or POST when there is a body'),
  body: text().optional().describe('Request body'),
  json: z.json().optional().describe('Request body as JSON'),
  form: z
    .record(z.string(), text())
    .optional()
    .describe('Fields of a form as the request body, plain or by reference; they are encoded'),
  bodyFile: z.string().min(1).optional().describe('File that is sent as the request body'),
});

type BodyParams = z.output<z.ZodObject<ReturnType<typeof bodyParams>>>;

const bodiesOf = ({ body, json, form, bodyFile }: BodyParams): readonly unknown[] =>
  [body, json, form, bodyFile].filter((one) => one !== undefined);

/** Refuses a request with more than one body. */
export const refuseSeveralBodies: z.core.CheckFn<BodyParams> = ({ value, issues }) => {
  if (bodiesOf(value).length > 1)
    issues.push({ code: 'custom', input: value, message: 'body, json, form and bodyFile exclude each other' });
};

/** The method of a request, in upper case. */
export const methodOf = (params: BodyParams): string =>
  params.method?.toUpperCase() ?? (bodiesOf(params).length === 0 ? 'GET' : 'POST');

/** Methods that may be repeated (RFC 9110, 9.2.1). */
const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Whether a request changes nothing by its method, so that it may be sent again. */
export const isSafeRequest = (params: BodyParams): boolean => SAFE_METHODS.includes(methodOf(params));

/** The body as the HTTP probe takes it, with the header that goes with it. */
export const toHttpBody = ({
  body,
  json,
  form,
  bodyFile,
}: BodyParams): Pick<HttpOptions, 'body' | 'bodyFile' | 'headers'> => {
  if (json !== undefined) return { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
  if (form !== undefined)
    return {
      body: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
  return { body, bodyFile, headers: {} };
};

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
  httpVersion: params.httpVersion,
  auth: exchangedAuth(params.auth),
});

/** Credentials that the probe exchanges with a server before it can send them. */
export const exchangedAuth = (auth: z.output<ReturnType<typeof authParams>> | undefined): HttpOptions['auth'] =>
  auth !== undefined && ('digest' in auth || 'oauth2' in auth) ? auth : undefined;

/** The header of these credentials; none without any. */
export const authorizationHeader = (
  auth: z.output<ReturnType<typeof authParams>> | undefined,
): Readonly<Record<string, string>> => {
  if (auth === undefined) return {};
  if ('digest' in auth || 'oauth2' in auth) return {};
  if ('bearer' in auth) return { authorization: `Bearer ${auth.bearer}` };
  const pair = `${auth.basic.username}:${auth.basic.password}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
};
