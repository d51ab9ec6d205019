import { describe, expect, it } from 'vitest';
import type { HttpRoute } from '../../support/http-routes.ts';
import { askedOf, errorAnswer, listAnswer } from '../../support/scripted-bucket.ts';
import { formatVerdict } from '../endpoint/judge-check.ts';
import { answerXml, bucketVerdict, judgeBucket, judgeBucketAt, refusing, startBucket } from './judge-bucket.ts';

const HOUR_MS = 3_600_000;
const nightly = { prefix: 'nightly/', newest: { warn: '2h', fail: '1d' } };
const old = (hours: number) => ({ modifiedAt: Date.now() - hours * HOUR_MS });

const listing =
  (...pages: readonly string[]): HttpRoute =>
  ({ response, query }) =>
    answerXml(response, pages[Number(query.get('continuation-token') ?? 0)] ?? '');

describe('object-storage and the objects under a prefix', () => {
  it.each<[string, HttpRoute, object, RegExp]>([
    ['a fresh one', listing(listAnswer({ 'nightly/1': old(99), 'nightly/2': old(1) })), {}, /^ok/],
    [
      'an old one',
      // A header Date has whole seconds, so that an age by it may be one less.
      listing(listAnswer({ 'nightly/1': old(30.01) })),
      {},
      /^failed threshold: .*newest object of nightly\/ \(nightly\/1\) is 1d 6h old/,
    ],
    ['one that warns', listing(listAnswer({ 'nightly/1': old(3) })), {}, /^degraded threshold/],
    [
      'a newest one on the last page',
      listing(listAnswer({ 'nightly/1': old(99) }, '1'), listAnswer({ 'nightly/2': old(1) })),
      {},
      /^ok/,
    ],
    [
      'a list that is not read to its end',
      listing(listAnswer({ 'nightly/1': old(1) }, '1'), listAnswer({}, '2'), listAnswer({})),
      { maxPages: 2, count: { fail: '1:' } },
      /^error missing_value: .*more objects than were read \(2 pages\)/,
    ],
    ['a list that goes round in circles', listing(listAnswer({}, '0')), {}, /^failed protocol: .*does not say where/],
    ['no objects', listing(listAnswer({})), {}, /^error empty_result: .*holds no objects/],
    ['no objects, where that fails', listing(listAnswer({})), { onEmpty: 'fail' }, /^failed empty_result/],
    ['a folder alone', listing(listAnswer({ 'nightly/': { size: 0 } })), {}, /^error empty_result/],
    [
      'a newest one from the future',
      listing(listAnswer({ 'nightly/1': old(-5) })),
      {},
      /^error missing_value: .*unknown/,
    ],
    [
      'others than those that count',
      listing(listAnswer({ 'nightly/1.log': old(1) })),
      { include: '\\.dump$' },
      /^error empty/,
    ],
    ['none, as it should be', listing(listAnswer({})), { newest: undefined, count: { fail: 0 } }, /^ok/],
    [
      'small ones',
      listing(listAnswer({ 'nightly/1': { size: 5 }, 'nightly/2': { size: 900 }, 'nightly/3': { size: 6 } })),
      { sizes: { fail: '100:' } },
      /^failed threshold: .*nightly\/1 has 5 bytes \(2 of 3 are beyond\), the limit is at least 100/,
    ],
    [
      'an empty newest one',
      listing(listAnswer({ 'nightly/1': { size: 0 } })),
      { newestSize: { fail: '1KiB:' }, totalSize: { warn: '1KiB:' } },
      /^failed threshold: .*\(nightly\/1\) has 0 bytes/,
    ],
  ])('%s', async (_, answer, more, expected) => {
    expect(await bucketVerdict(answer, { prefixes: [{ ...nightly, ...more }] })).toMatch(expected);
  });

  it.each<[string, HttpRoute]>([
    ['a list that is not read to its end', listing(listAnswer({ 'nightly/1': old(1) }, '1'))],
    ['a list that is refused', refusing(403, 'AccessDenied')],
  ])('measures neither a number nor an age by %s', async (_, answer) => {
    const prefixes = [{ ...nightly, maxPages: 1, count: { fail: '1:' } }];
    const { measures } = await judgeBucket(answer, { prefixes });
    expect(Object.keys(measures)).toEqual(['duration']);
  });
});

it('object-storage says how far it came when a list uses up its time', async () => {
  const server = await startBucket(({ response, query }) => {
    if (query.get('continuation-token') === '1') return;
    answerXml(response, listAnswer({ 'nightly/1': old(1) }, '1'));
  });
  const result = await judgeBucketAt(server.url, { prefixes: [nightly] }, 300);
  expect(result).toMatchObject({
    status: 'timeout',
    notes: [expect.stringMatching(/^bucket backups at .*: 1 request was answered in time, the slowest in \d+ms$/)],
  });
});

describe('object-storage and one object', () => {
  const holding: HttpRoute = ({ request, response }) => {
    const modified = new Date(Date.now() - HOUR_MS).toUTCString();
    const headers = { etag: '"1"', 'last-modified': modified, 'content-length': 15, 'x-amz-meta-run': '7' };
    response.writeHead(200, headers).end(request.method === 'HEAD' ? '' : '{"state":"done"}'.slice(0, 15));
  };

  it('is asked for by HEAD unless its content is compared', async () => {
    const server = await startBucket(holding);
    const facts = {
      age: { fail: '2h' },
      size: { fail: '15:15' },
      responseHeaders: [{ name: 'x-amz-meta-run', equals: '7' }],
    };
    expect(formatVerdict(await judgeBucketAt(server.url, { objects: [{ key: 'state.json', ...facts }] }))).toMatch(
      /^ok/,
    );
    const content = { key: 'state.json', contains: 'failed' };
    expect(formatVerdict(await judgeBucketAt(server.url, { objects: [content] }))).toMatch(
      /^failed assertion: .*state\.json: .*does not contain/,
    );
    expect(server.requests.map(askedOf)).toEqual(['HEAD /backups/state.json', 'GET /backups/state.json']);
  });

  it('is judged by age, size and hash', async () => {
    expect(await bucketVerdict(holding, { objects: [{ key: 'a', age: { fail: '10m' } }] })).toMatch(
      /^failed threshold: .*a is 1h old/,
    );
    expect(await bucketVerdict(holding, { objects: [{ key: 'a', size: { warn: '1KiB:' } }] })).toMatch(
      /^degraded threshold/,
    );
    expect(await bucketVerdict(holding, { objects: [{ key: 'a', sha256: '0'.repeat(64) }] })).toMatch(
      /^failed assertion: .*SHA-256/,
    );
    expect(await bucketVerdict(holding, { objects: [{ key: 'a', sha256: '0'.repeat(64) }], bodyLimit: 5 })).toMatch(
      /^error missing_value: .*not read to its end/,
    );
    expect(await bucketVerdict(holding, { objects: [{ key: 'a', exists: false }] })).toMatch(
      /^failed assertion: .*absent/,
    );
  });

  it('that is missing is told from its bucket that is, and from a page of another server', async () => {
    const missing: HttpRoute = ({ request, response }) =>
      request.method === 'HEAD' ? response.writeHead(404).end() : answerXml(response, errorAnswer('NoSuchKey'), 404);
    expect(await bucketVerdict(missing, { objects: [{ key: 'a' }] })).toMatch(/^failed assertion: .*a is not there/);
    expect(await bucketVerdict(missing, { objects: [{ key: 'a', exists: false }] })).toMatch(/^ok/);
    expect(await bucketVerdict(refusing(404, 'NoSuchBucket'), { objects: [{ key: 'a', exists: false }] })).toMatch(
      /^failed status/,
    );
    expect(await bucketVerdict(({ response }) => response.end('hello'), { objects: [{ key: 'a' }] })).toMatch(
      /^failed protocol/,
    );
  });
});
