import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import {
  bodyParams,
  isSafeRequest,
  refuseSeveralBodies,
  requestParams,
  toHttpBody,
  toHttpOptions,
} from '../../src/expectations/http-request.ts';
import {
  answerEvidence,
  compareResponse,
  enoughOfBody,
  refuseHeadBody,
  responseParams,
} from '../../src/expectations/http-response.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseEmptySize, refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { statusSet } from '../../src/expectations/status-set.ts';
import { httpUrl } from '../../src/params/http-url.ts';
import { eitherOrTarget, httpTarget, targetSources } from '../../src/params/service-target.ts';
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
  repeatable: isSafeRequest,
  needs: ['http'],
  ...targetSources('url'),
  params: z
    .strictObject({
      url: httpUrl().optional().describe('URL to ask, http or https; by reference when it holds a secret'),
      target: httpTarget().optional(),
      ...bodyParams(),
      ...requestParams(),
      status: statusSet().prefault('2xx').describe('Status codes to accept: `2xx`, `200,204`, `200-299`'),
      ...responseParams(),
      ...latencyParams(),
    })
    .check(refuseInvertedLatency, refuseEmptySize, refuseSeveralBodies, refuseHeadBody, eitherOrTarget('url')),
  async run({ http, params, measure, ...context }) {
    const { url = '' } = params;
    const request = toHttpOptions(params);
    const body = toHttpBody(params);
    const probe = http({
      ...request,
      ...body,
      url,
      method: params.method,
      headers: { ...body.headers, ...request.headers },
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
    return concludeComparisons(context, {
      subject: { target: `${answer.method} ${answer.url}`, evidence: answerEvidence(answer) },
      comparisons,
    });
  },
});
