import { describe, expect, it } from 'vitest';
import { makeTestCertificates } from '../../support/certificates.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { halfAnswers } from '../../support/half-answers.ts';
import { startHttpServer } from '../../support/http.ts';
import type { HttpRoute, RouteVisit } from '../../support/http-routes.ts';
import { listAnswer } from '../../support/scripted-bucket.ts';
import * as faults from '../../support/tcp-faults.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { formatVerdict } from '../endpoint/judge-check.ts';
import { answerXml, bucketVerdict, judgeBucket, judgeBucketAt, refusing } from './judge-bucket.ts';

const HOUR_MS = 3_600_000;
/** Of servers that never answer. */
const SHORT_MS = 300;

describe('object-storage and what a store refuses', () => {
  it.each<[string, HttpRoute, RegExp]>([
    ['a wrong secret key', refusing(403, 'SignatureDoesNotMatch'), /^failed auth: bucket backups at .*SignatureDoes/],
    ['credentials that have ended', refusing(400, 'ExpiredToken'), /^failed auth: .*ExpiredToken/],
    ['a bucket that is not there', refusing(404, 'NoSuchBucket'), /^failed status: .*NoSuchBucket/],
    [
      'another region, by a redirect',
      refusing(301, 'PermanentRedirect', '', { 'x-amz-bucket-region': 'eu-west-1' }),
      /^error config: .*the bucket is at eu-west-1/,
    ],
    [
      'another region, by the signature',
      refusing(400, 'AuthorizationHeaderMalformed', '<Region>eu-west-1</Region>'),
      /^error config: .*the bucket is at eu-west-1/,
    ],
    ['too many requests', refusing(503, 'SlowDown'), /^error status: .*SlowDown/],
    ['too many requests, by the status', ({ response }) => response.writeHead(429).end(), /^error status: .*429/],
    ['a store that is down', refusing(503, 'ServiceUnavailable'), /^failed status: .*ServiceUnavailable/],
    ['a page of a proxy', ({ response }) => response.end('<html>welcome</html>'), /^failed protocol: .*no list of S3/],
    ['another server', ({ response }) => response.end('{}'), /^failed protocol: .*no list of S3/],
    [
      'entities that the answer declares',
      ({ response }) => answerXml(response, '<!DOCTYPE a [<!ENTITY b "c">]><ListBucketResult>&b;</ListBucketResult>'),
      /^failed protocol/,
    ],
    ['a redirect', ({ response }) => response.writeHead(302, { location: '/login' }).end(), /^failed status: .*302/],
  ])('%s', async (_, answer, expected) => {
    expect(await bucketVerdict(answer)).toMatch(expected);
  });

  it('names both clocks when they differ too much', async () => {
    const date = new Date(Date.now() - HOUR_MS).toUTCString();
    const result = await judgeBucket(refusing(403, 'RequestTimeTooSkewed', '', { date }));
    expect(formatVerdict(result)).toMatch(/^error auth: .*the clock here says .*, that of the service /);
    expect(result.remedy).toContain('NTP');
  });

  it('a right that is missing is no verdict on what was asked for, and says so without credentials', async () => {
    expect(
      await bucketVerdict(refusing(403, 'AccessDenied'), {
        prefixes: [{ prefix: 'nightly/', newest: { fail: '1d' } }],
      }),
    ).toMatch(/^error permission: .*list/);
    expect(await bucketVerdict(refusing(403, 'AccessDenied'), { objects: [{ key: 'a' }] })).toMatch(
      /^error permission/,
    );
    const anonymous = await judgeBucket(refusing(403, 'AccessDenied'), { credentials: undefined });
    expect(formatVerdict(anonymous)).toMatch(/^failed permission/);
    expect(anonymous.remedy).toContain('Give the user');
  });
});

describe('object-storage and faults below S3', () => {
  it.each<[string, () => Promise<TestListener>, RegExp]>([
    ['a silent server', faults.tcpSilent, /^timeout deadline_attempt/],
    ['one that closes', faults.tcpClosing, /^failed unreachable: .*closed/],
    ['half an answer', () => faults.tcpHalfAnswer(halfAnswers.httpBody, 'close'), /^failed unreachable: .*broke off/],
    ['a mail server', faults.mailGreeter, /^failed protocol/],
    [
      'an endless answer',
      () => faults.tcpEndless('HTTP/1.1 200 OK\r\n\r\n<ListBucketResult>'),
      /^failed protocol: .*longer than/,
    ],
  ])('%s', async (_, starting, expected) => {
    const { port } = await stopAfterTest(starting());
    expect(
      formatVerdict(
        await judgeBucketAt(`http://127.0.0.1:${port}`, {}, expected.source.includes('longer') ? 5000 : SHORT_MS),
      ),
    ).toMatch(expected);
  });

  it('a refused port, a name that does not exist, and a certificate that nobody knows', async () => {
    expect(formatVerdict(await judgeBucketAt(`http://127.0.0.1:${await faults.refusedPort()}`))).toMatch(
      /^failed connect_refused/,
    );
    expect(formatVerdict(await judgeBucketAt('http://nosuch.invalid'))).toMatch(/^failed dns/);
    const { leaf } = makeTestCertificates();
    const routes = { backups: ({ response }: RouteVisit) => answerXml(response, listAnswer({})) };
    const server = await stopAfterTest(startHttpServer({ routes, tls: { key: leaf.key, cert: leaf.chain } }));
    expect(formatVerdict(await judgeBucketAt(server.url))).toMatch(/^failed tls_untrusted/);
    expect(await judgeBucketAt(server.url, { tls: { insecure: true } })).toMatchObject({
      status: 'ok',
      notes: [expect.stringContaining('not verified')],
    });
  });
});
