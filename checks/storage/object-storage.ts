import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type Comparison, concludeComparisons } from '../../src/expectations/comparison.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { refuseTwoPlaces, targetSources } from '../../src/params/service-target.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { type BucketApi, bucketApi } from './objects/bucket-api.ts';
import { bucketParams } from './objects/bucket-params.ts';
import { compareBucket } from './objects/compare-bucket.ts';
import { removeLeftovers } from './objects/leftovers.ts';
import { bucketExpectations } from './objects/params.ts';
import { compareRoundTrip } from './objects/round-trip.ts';

export default defineCheck({
  group: 'storage',
  name: 'object-storage',
  title: 'Buckets answer, and their objects are there and fresh',
  why: 'Backups, models and uploads stop arriving long before anybody needs them: the store answers, and its newest object is old.',
  remedy:
    'Look at what writes the objects that the message names (a backup job, an export), and at its last run; then at the store.',
  remedies: {
    permission:
      'Give the credentials the right for what is asked: s3:ListBucket for a list, s3:GetObject for an object, s3:PutObject and s3:DeleteObject for a round trip.',
    status: 'Look at the object store: its status page or its logs, its disks and gateways.',
    auth: 'Compare access key, secret key and session token with the store, and whether they have ended.',
    empty_result: 'Compare prefix and include with the keys in the bucket, and look at what should write them.',
  },
  severity: 'sev2',
  timeout: '30s',
  example:
    'endpoint: https://s3.shop\nbucket: backups\ncredentials: { accessKeyId: { env: S3_ACCESS_KEY },\n  secretAccessKey: { env: S3_SECRET_KEY } }\nprefixes:\n  - prefix: nightly/\n    newest: { warn: 26h, fail: 50h }\n    newestSize: { fail: "1MiB:" }',
  repeatable: ({ roundTrip }) => roundTrip === undefined,
  needs: ['http'],
  ...targetSources('endpoint'),
  params: z
    .strictObject({ ...bucketParams(), ...bucketExpectations(), ...latencyParams() })
    .check(refuseInvertedLatency, refuseTwoPlaces),
  async run({ http, params, ...context }) {
    const api = bucketApi(http, params);
    if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    const compare = async (): Promise<readonly Comparison[]> => {
      const bucket = await compareBucket(api, params, context);
      if (params.roundTrip === undefined) return bucket;
      const trip = await compareRoundTrip(api, params.roundTrip, context);
      // How long this takes says nothing of the bucket: requests of its own, which are not counted.
      for (const text of await removeLeftovers(bucketApi(http, params), params.roundTrip, context)) context.note(text);
      return [...bucket, ...trip];
    };
    const comparisons = await noteTargetOnAbort(context, api.target, compare(), () => describeProgress(api));
    context.measure('duration', api.slowestMs() / 1000, 's');
    return concludeComparisons(context, {
      subject: { target: api.target, evidence: { bucket: params.bucket, region: params.region } },
      comparisons: [...comparisons, ...compareLatency(api.slowestMs(), params)],
    });
  },
});

/** A long list may use up the time while each page is answered at once. */
const describeProgress = (api: BucketApi): string | undefined =>
  api.answers() === 0
    ? undefined
    : `${pluralize(api.answers(), 'request was', 'requests were')} answered in time, the slowest in ${formatDuration(api.slowestMs())}`;
