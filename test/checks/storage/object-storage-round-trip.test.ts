import { describe, expect, it } from 'vitest';
import type { HttpRoute } from '../../support/http-routes.ts';
import { askedOf, listAnswer } from '../../support/scripted-bucket.ts';
import { formatVerdict } from '../endpoint/judge-check.ts';
import { answerXml, bucketVerdict, judgeBucketAt, refusing, startBucket } from './judge-bucket.ts';

const HOUR_MS = 3_600_000;
const old = (hours: number) => ({ modifiedAt: Date.now() - hours * HOUR_MS });

describe('object-storage and its round trip', () => {
  it('deletes what it wrote after a read that is refused or silent', async () => {
    const answers: HttpRoute[] = [({ response }) => response.end('other'), () => {}];
    for (const read of answers) {
      const server = await startBucket((visit) =>
        visit.request.method === 'GET' && !visit.request.url.includes('list-type')
          ? read(visit)
          : answerXml(visit.response, listAnswer({})),
      );
      const result = await judgeBucketAt(server.url, { roundTrip: { prefix: 'own/' } }, 1000);
      expect(formatVerdict(result)).toMatch(
        /^(failed assertion: .*not what was written|timeout deadline_attempt: bucket backups at .*: round trip: read: )/,
      );
      const asked = server.requests.map(askedOf);
      const written = asked.find((one) => one.startsWith('PUT'))?.slice(4) ?? '';
      expect(written).toMatch(/^\/backups\/own\/kavmon-round-trip-\d{8}T\d{6}Z-[0-9a-f]{16}$/);
      expect(asked.at(-1)).toBe(`DELETE ${written}`);
    }
  });

  it('deletes old leftovers with names of its own, and nothing else', async () => {
    const own = (digit: string) => `kavmon-round-trip-20260101T000000Z-${digit.repeat(16)}`;
    const listed = { [own('a')]: old(2), [own('b')]: old(0), 'kavmon-round-trip-notes.txt': old(99) };
    const server = await startBucket(({ request, response }) => {
      if (request.url.includes('list-type')) answerXml(response, listAnswer(listed));
      else if (request.method === 'GET') response.writeHead(503).end();
      else response.writeHead(200, { 'x-amz-version-id': 'v1' }).end();
    });
    const result = await judgeBucketAt(server.url, { roundTrip: {} });
    expect(formatVerdict(result)).toMatch(/^failed status: .*read: status is 503/);
    expect(result.notes).toEqual([`1 leftover of earlier runs removed: ${own('a')}`]);
    const deleted = server.requests.filter(({ method }) => method === 'DELETE');
    expect(deleted.map(({ url }) => url)).toEqual([`/backups/${own('a')}`, expect.stringMatching(/\?versionId=v1$/)]);
  });

  it('warns when its object cannot be deleted', async () => {
    let body = '';
    const answers: Readonly<Record<string, HttpRoute>> = {
      PUT: ({ request, response }) => {
        body = request.body;
        response.end();
      },
      GET: ({ request, response }) => response.end(request.url.includes('list-type') ? listAnswer({}) : body),
      DELETE: refusing(403, 'AccessDenied'),
    };
    const answer: HttpRoute = (visit) => answers[visit.request.method]?.(visit);
    expect(await bucketVerdict(answer, { roundTrip: {} })).toMatch(/^degraded permission: .*is left behind/);
  });
});
