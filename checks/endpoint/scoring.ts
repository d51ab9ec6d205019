import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import {
  bodyParams,
  refuseSeveralBodies,
  requestParams,
  toHttpBody,
  toHttpOptions,
} from '../../src/expectations/http-request.ts';
import {
  answerEvidence,
  compareResponse,
  refuseHeadBody,
  responseParams,
} from '../../src/expectations/http-response.ts';
import { jsonExpectation, jsonPathText } from '../../src/expectations/json-path.ts';
import { latencyParams } from '../../src/expectations/latency.ts';
import { refuseEmptySize, refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { statusSet } from '../../src/expectations/status-set.ts';
import { httpUrl } from '../../src/params/http-url.ts';
import { eitherOrTarget, httpTarget, targetSources } from '../../src/params/service-target.ts';
import { redactUrl } from '../../src/text/redact-url.ts';
import { compareColdStart, isSlow } from './scoring/cold-start.ts';
import { compareRows } from './scoring/compare-rows.ts';
import { explainLoading } from './scoring/model-loading.ts';

export default defineCheck({
  group: 'endpoint',
  name: 'scoring',
  title: 'Models score a known payload as expected, and in time',
  why: 'A healthy pod with the wrong model answers quickly and wrongly: only its predictions tell.',
  remedy:
    'Compare the deployed model with the one that is meant (image tag, registry version), and the payload with what its scoring code takes.',
  remedies: {
    status:
      'Read the log of the container: 5xx is an exception in the scoring code or a model that is not loaded, 4xx a payload that it does not take.',
    latency: 'Look at CPU and memory of the pods, at how many there are, and at how they start (cold start).',
    permission:
      'See who refuses: the service, by the rights of this user, or what stands before it (a gateway, a firewall), by address, path or header.',
  },
  severity: 'sev2',
  timeout: '30s',
  example:
    'url: http://fraud-scorer/score\njson: { instances: [{ amount: 10 }] }\nrows: $.predictions[*]\nbatchSize: 1\neach:\n  - { path: $.label, in: [fraud, ok] }\n  - { path: $.probability, ge: 0, le: 1 }\nwarnAfter: 300ms',
  needs: ['http'],
  ...targetSources('url'),
  params: z
    .strictObject({
      url: httpUrl().optional().describe('URL of the endpoint; by reference when it holds a secret'),
      target: httpTarget().optional(),
      ...bodyParams(),
      ...requestParams(),
      status: statusSet().prefault('2xx').describe('Status codes to accept'),
      rows: jsonPathText()
        .optional()
        .describe('JSONPath of the predictions, one value for each row of the payload: `$.predictions[*]`'),
      batchSize: z.number().int().min(1).optional().describe('How many predictions there must be'),
      each: z
        .array(jsonExpectation())
        .min(1)
        .optional()
        .describe('What every prediction must be; paths begin at the prediction, `$` is the whole of it'),
      ...responseParams(),
      ...latencyParams(),
      coldStart: z
        .enum(['fail', 'warn', 'ok'])
        .default('warn')
        .describe('What it is when the first answer is too slow and a second one is not: the model had to be loaded'),
    })
    .check(eitherOrTarget('url'), refuseInvertedLatency, refuseEmptySize, refuseSeveralBodies, refuseHeadBody)
    .refine(
      ({ body, json, form, bodyFile }) => [body, json, form, bodyFile].some((one) => one !== undefined),
      'a model scores a payload: give json, body or bodyFile',
    )
    .refine(
      ({ rows, batchSize, each }) => rows !== undefined || (batchSize === undefined && each === undefined),
      'batchSize and each are about rows: give rows, the JSONPath of the predictions',
    )
    .refine(
      ({ rows, batchSize, each }) => rows === undefined || batchSize !== undefined || each !== undefined,
      'nothing is compared of the rows: add batchSize or each',
    ),
  async run({ http, params, measure, looked, ...context }) {
    const { url = '' } = params;
    const request = toHttpOptions(params);
    const body = toHttpBody(params);
    const options = { ...request, ...body, headers: { ...body.headers, ...request.headers } };
    const score = () =>
      noteTargetOnAbort(context, redactUrl(url), http({ ...options, url, method: params.method ?? 'POST' }));
    const first = await score();
    // A second answer tells a model that is slow from one that had to be loaded.
    const second = isSlow(first, params) ? await score() : undefined;
    const answer = second ?? first;
    measure('duration', answer.durationMs / 1000, 's');
    if (second !== undefined) measure('first_duration', first.durationMs / 1000, 's');
    if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    const rows = await compareRows(answer, params);
    looked('rows', rows.count ?? 1);
    const comparisons = [
      ...(await compareResponse(answer, params.status, params)).map((one) => explainLoading(one, answer)),
      ...rows.comparisons,
      ...compareColdStart(first, second, params),
    ];
    const evidence = { ...answerEvidence(answer), rows: rows.count ?? null };
    return concludeComparisons(context, {
      subject: { target: `${answer.method} ${answer.url}`, evidence },
      comparisons,
    });
  },
});
