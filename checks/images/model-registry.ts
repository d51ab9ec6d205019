import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type ComparedTarget, concludeComparisons } from '../../src/expectations/comparison.ts';
import { requestParams, toHttpOptions } from '../../src/expectations/http-request.ts';
import { valuesAt } from '../../src/expectations/json-path.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { ProbeError } from '../../src/model/errors.ts';
import { httpUrl } from '../../src/params/http-url.ts';
import { redactUrl } from '../../src/text/redact-url.ts';
import { compareServed } from './registered/compare-served.ts';
import { comparePresence, compareVersion, versionAge } from './registered/compare-version.ts';
import { describePlace, findVersion } from './registered/find-version.ts';
import { modelParams } from './registered/params.ts';

export default defineCheck({
  group: 'images',
  name: 'model-registry',
  title: 'The registry has the version of the model that is meant, and it is served',
  why: 'A deploy can succeed and the service be healthy while it predicts with another version than the one that was promoted.',
  remedy:
    'Compare the version in the registry with the one that is deployed: deploy the one that should run, or move the alias back.',
  remedies: {
    status: 'Look at the server that the message names: its log, and the database behind it.',
    missing_value:
      'Compare the JSONPath or header with an answer of the endpoint, and have it name the version it serves.',
    threshold: 'Look at the last training and its evaluation: a new version was not registered when it was due.',
  },
  severity: 'sev2',
  timeout: '20s',
  example:
    'url: http://mlflow:5000\nmodel: payments-fraud\nalias: champion\nage: { warn: 30d }\nserved:\n  - { url: http://payments-api/info, path: $.model.version }',
  needs: ['http'],
  params: z
    .strictObject({
      url: httpUrl().describe('URL of MLflow, without /api'),
      ...requestParams(),
      ...modelParams(),
      ...latencyParams(),
    })
    .check(refuseInvertedLatency)
    .refine(
      ({ alias, stage, version }) => [alias, stage, version].filter((one) => one !== undefined).length === 1,
      'give one of alias, stage and version',
    ),
  async run({ http, params, now, looked, ...context }) {
    const url = redactUrl(params.url);
    const found = await noteTargetOnAbort(context, url, findVersion(http, params.url, toHttpOptions(params), params));
    if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    const place = describePlace(params);
    const presence = comparePresence(found, params);
    if ('absence' in found)
      return concludeComparisons(context, {
        subject: { target: url, evidence: { model: place } },
        comparisons: [presence],
      });
    const { version, document, durationMs } = found;
    context.measure('duration', durationMs / 1000, 's');
    const age = versionAge(version, now);
    if (age !== null) context.measure('age', age, 's');
    const own: ComparedTarget = {
      subject: { target: `${url} (${place})`, evidence: { model: place, version: String(version.version) } },
      comparisons: [presence, ...(await compareVersion(found, params, now)), ...compareLatency(durationMs, params)],
    };
    const { served = [] } = params;
    if (served.length === 0) return concludeComparisons(context, own);
    const [expected] = await valuesAt(document.document, params.servedValue);
    if (typeof expected !== 'string' && typeof expected !== 'number')
      throw new ProbeError('missing_value', `${url}: ${place} has no value at ${params.servedValue}`);
    looked('endpoints', served.length);
    const agreement = { expected: String(expected), place };
    const compared = await Promise.all(served.map((endpoint) => compareServed(http, endpoint, agreement, context)));
    return concludeComparisons(context, own, ...compared);
  },
});
