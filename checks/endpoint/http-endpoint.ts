import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons, shortenText } from '../../src/expectations/comparison.ts';
import { requestParams, toHttpOptions } from '../../src/expectations/http-request.ts';
import { compareResponse, enoughOfBody, responseParams } from '../../src/expectations/http-response.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseEmptySize, refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { statusSet } from '../../src/expectations/status-set.ts';
import { httpUrl } from '../../src/params/http-url.ts';
import { secretOrText } from '../../src/params/secret.ts';
import { httpTarget, targetViews } from '../../src/params/service-target.ts';
import { redactUrl } from '../../src/text/redact-url.ts';

export default defineCheck({
  group: 'endpoint',
  name: 'http-endpoint',
  title: 'HTTP endpoints answer as expected',
  why: 'It is what the users of the service get: its status, its content, and how long they wait for it.',
  remedy:
    'Compare the expected with the actual answer, then follow the chain: ingress, service, endpoints, pods and their logs.',
  remedies: {
    permission:
      'See who refuses: the service, by the rights of this user, or what stands before it (a gateway, a firewall), by address, path or header.',
  },
  severity: 'sev2',
  example: 'url: http://payments-api/healthz\nstatus: 2xx\njsonPath: [{ path: $.status, eq: up }]\nwarnAfter: 250ms',
  repeatable: ({ method, body, json, bodyFile }) =>
    SAFE_METHODS.includes(
      method?.toUpperCase() ?? ([body, json, bodyFile].every((one) => one === undefined) ? 'GET' : 'POST'),
    ),
  needs: ['http'],
  wants: ['services', 'endpointSlices', 'pods'],
  wantedBy: targetViews,
  judges: [],
  params: z
    .strictObject({
      url: httpUrl().optional().describe('URL to ask, http or https; by reference when it holds a secret'),
      target: httpTarget().optional(),
      method: z
        .string()
        .regex(/^[A-Za-z]+$/)
        .optional()
        .describe('Method; GET, or POST when there is a body'),
      body: secretOrText().optional().describe('Request body'),
      json: z.json().optional().describe('Request body as JSON'),
      bodyFile: z.string().min(1).optional().describe('File that is sent as the request body'),
      ...requestParams(),
      status: statusSet().prefault('2xx').describe('Status codes to accept: `2xx`, `200,204`, `200-299`'),
      ...responseParams(),
      ...latencyParams(),
    })
    .check(refuseInvertedLatency, refuseEmptySize)
    .refine(({ url, target }) => (url === undefined) !== (target === undefined), 'give either url or target')
    .refine(
      ({ body, json, bodyFile }) => [body, json, bodyFile].filter((one) => one !== undefined).length <= 1,
      'body, json and bodyFile exclude each other',
    )
    .refine(
      ({ method, contains, notContains, matches, notMatches, jsonPath, schema, schemaFile, minSize, maxSize }) =>
        method?.toUpperCase() !== 'HEAD' ||
        [contains, notContains, matches, notMatches, jsonPath, schema, schemaFile, minSize, maxSize].every(
          (one) => one === undefined,
        ),
      'the answer to HEAD has no body to compare: ask with GET',
    ),
  async run({ http, params, measure, ...context }) {
    const { url = '' } = params;
    const json = params.json === undefined ? undefined : JSON.stringify(params.json);
    const request = toHttpOptions(params);
    const probe = http({
      ...request,
      url,
      method: params.method,
      headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...request.headers },
      body: params.body ?? json,
      bodyFile: params.bodyFile,
      enough: enoughOfBody(params),
    });
    const answer = await noteTargetOnAbort(context, redactUrl(url), probe);
    measure('duration', answer.durationMs / 1000, 's');
    measure('body_size', answer.bytes, 'By');
    if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    const comparisons = [
      ...(await compareResponse(answer, params.status, params)),
      ...compareLatency(answer.durationMs, params),
    ];
    const evidence = {
      url: answer.url,
      address: answer.address,
      status: answer.status,
      redirects: answer.hops.map((hop) => `${hop.status} ${hop.to}`),
      body: shortenText(answer.body),
      ...(answer.authentication === undefined ? {} : { authentication: { ...answer.authentication } }),
    };
    return concludeComparisons(context, {
      subject: { target: `${answer.method} ${answer.url}`, evidence },
      comparisons,
    });
  },
});

/** Methods that may be repeated (RFC 9110, 9.2.1). */
const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
