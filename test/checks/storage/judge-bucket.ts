import { expect } from 'vitest';
import objectStorage from '../../../checks/storage/object-storage.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import type { HttpRoute, RouteVisit } from '../../support/http-routes.ts';
import { errorAnswer, startScriptedBucket } from '../../support/scripted-bucket.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const CANARY_KEY = 'canary-7f3a';
const credentials = { accessKeyId: 'shop', secretAccessKey: CANARY_KEY };

/** The result of object-storage for the bucket `backups` at a URL; it ends in time, and holds no secret. */
export const judgeBucketAt = async (endpoint: string, params: object = {}, timeoutMs = 5000) => {
  const given = { endpoint, bucket: 'backups', credentials, ...params };
  const result = await judgeCheck(objectStorage as never, given, { timeoutMs });
  expect(JSON.stringify(result)).not.toContain(CANARY_KEY);
  expect(result.durationMs).toBeLessThan(timeoutMs + 1000);
  return result;
};

/** A scripted bucket for the running test. */
export const startBucket = (answer: HttpRoute) => stopAfterTest(startScriptedBucket(answer));

/** The result of object-storage where the bucket answers so. */
export const judgeBucket = async (answer: HttpRoute, params: object = {}) =>
  judgeBucketAt((await startBucket(answer)).url, params);

/** The same as one text. */
export const bucketVerdict = async (answer: HttpRoute, params: object = {}) =>
  formatVerdict(await judgeBucket(answer, params));

/** Sends an XML document. */
export const answerXml = (response: RouteVisit['response'], body: string, status = 200, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(body);
};

/** Answers every request with this error of S3. */
export const refusing =
  (status: number, code: string, more = '', headers = {}): HttpRoute =>
  ({ response }) =>
    answerXml(response, errorAnswer(code, more), status, headers);
