import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { compareReplicas, EXPIRY_LIMITS } from '../../src/expectations/compare-documents.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { daysLeftParams } from '../../src/expectations/days-left.ts';
import { requestParams, toHttpOptions } from '../../src/expectations/http-request.ts';
import { jsonExpectation, jsonPathText } from '../../src/expectations/json-path.ts';
import { refuseInvertedDays } from '../../src/expectations/limit-order.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { httpUrl } from '../../src/params/http-url.ts';
import { httpTarget, targetSources } from '../../src/params/service-target.ts';
import { redactUrl } from '../../src/text/redact-url.ts';
import { compareDocument } from './info/compare-document.ts';
import { fetchDocument, problemOfError } from './info/fetch-document.ts';

export default defineCheck({
  group: 'endpoint',
  name: 'service-info',
  title: 'Services report the expected version, flags and expiry dates',
  why: 'Replicas of two versions, a feature that is off and a licence near its end look healthy to every other check.',
  remedy: 'Compare the document with the release that should run; finish or roll back the rollout, or renew what ends.',
  remedies: {
    status: 'Compare the URL, then follow the chain: ingress, service, endpoints, pods and their logs.',
    protocol: 'Compare the URL with the one at which the service tells of itself as JSON.',
    permission:
      'See who refuses: the service, by the rights of this user, or what stands before it (a gateway, a firewall), by address, path or header.',
  },
  severity: 'sev3',
  example:
    'url: http://payments-api/info\nversion: { path: $.version, range: ">=2.1.0 <3" }\nexpiry: [{ path: $.licence.validUntil, warnDays: 30, failDays: 7 }]',
  needs: ['http'],
  ...targetSources('url'),
  params: z
    .strictObject({
      url: httpUrl().optional().describe('URL of the JSON document'),
      target: httpTarget().optional(),
      urls: z.array(httpUrl()).min(2).optional().describe('URLs of the same document at several replicas'),
      ...requestParams(),
      version: z
        .strictObject({
          path: jsonPathText().describe('JSONPath of the version'),
          range: z.string().min(1).describe('Range, as npm writes it: `>=2.1 <3`'),
        })
        .optional()
        .describe('The version must be in the range'),
      same: z.array(jsonPathText()).min(1).optional().describe('JSONPaths whose values must be equal at all replicas'),
      expiry: z
        .array(
          z
            .strictObject({ path: jsonPathText().describe('JSONPath of a date'), ...daysLeftParams(EXPIRY_LIMITS) })
            .check(refuseInvertedDays),
        )
        .min(1)
        .optional()
        .describe('Dates that must lie far enough ahead, the end of a licence for one'),
      flags: z.array(jsonPathText()).min(1).optional().describe('JSONPaths that must be true'),
      jsonPath: z.array(jsonExpectation()).min(1).optional().describe('What else the values must be'),
    })
    .refine(
      ({ url, urls, target }) => [url, urls, target].filter((one) => one !== undefined).length === 1,
      'give one of url, urls and target',
    )
    .refine(({ same, urls }) => same === undefined || urls !== undefined, 'same compares replicas: give urls')
    .refine(
      ({ version, same, expiry, flags, jsonPath }) =>
        [version, same, expiry, flags, jsonPath].some((one) => one !== undefined),
      'nothing is compared: add version, same, expiry, flags or jsonPath',
    ),
  async run({ http, params, now, looked, ...context }) {
    const ask = async (url: string) => {
      const fetching = fetchDocument((options) => noteTargetOnAbort(context, redactUrl(url), http(options)), {
        ...toHttpOptions(params),
        url,
      });
      return params.urls === undefined ? fetching : fetching.catch((error) => problemOfError(url, error));
    };
    const replicas = await Promise.all((params.urls ?? [params.url ?? '']).map(ask));
    looked('documents', replicas.length);
    const each = await Promise.all(replicas.map((replica) => compareDocument(replica, params, now)));
    const documents = replicas.flatMap((replica) => ('document' in replica ? [replica] : []));
    // One alone agrees with itself.
    const compared = documents.length > 1 ? (params.same ?? []) : [];
    const same = await Promise.all(compared.map((one) => compareReplicas(documents, one)));
    const together = { subject: { target: `${documents.length} replicas`, evidence: {} }, comparisons: same };
    return concludeComparisons(context, ...each, ...(same.length === 0 ? [] : [together]));
  },
});
