import { describe, expect, it } from 'vitest';
import { stopAfterTest } from '../../support/for-test.ts';
import type { HttpRoute } from '../../support/http-routes.ts';
import { askedOf, listAnswer } from '../../support/scripted-bucket.ts';
import { tcpSilent } from '../../support/tcp-faults.ts';
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
      expect(asked.filter((one) => one.startsWith('DELETE'))).toEqual([`DELETE ${written}`]);
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
    expect(deleted.map(({ url }) => url)).toEqual([expect.stringMatching(/\?versionId=v1$/), `/backups/${own('a')}`]);
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

  it('does not delete what it was not let write, and deletes what a failing store may have written', async () => {
    for (const [status, code, deletes] of [
      [403, 'AccessDenied', 0],
      [503, 'InternalError', 1],
    ] as const) {
      const server = await startBucket((visit) =>
        visit.request.method === 'GET' ? answerXml(visit.response, listAnswer({})) : refusing(status, code)(visit),
      );
      const result = await judgeBucketAt(server.url, { roundTrip: {} });
      expect(formatVerdict(result)).toMatch(status === 403 ? /^error permission: / : /^failed status: /);
      expect(JSON.stringify(result).includes('left behind')).toBe(deletes > 0);
      expect(server.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(deletes);
    }
  });

  it('is a timeout with the phase where the store is silent in its TLS handshake, and leaves nothing behind', async () => {
    const { port } = await stopAfterTest(tcpSilent());
    const result = await judgeBucketAt(`https://127.0.0.1:${port}`, { roundTrip: {} }, 300);
    expect(formatVerdict(result)).toMatch(/^timeout tls_handshake: .*round trip: write: /);
    expect(JSON.stringify(result)).not.toContain('left behind');
  });
});

describe('object-storage and leftovers of its round trips', () => {
  /** A store that keeps its one object; `list` and `remove` answer what concerns leftovers. */
  const startStore = (list: HttpRoute, remove: HttpRoute) => {
    let body = '';
    const put: HttpRoute = ({ request, response }) => {
      body = request.body;
      response.end();
    };
    const get: HttpRoute = (visit) =>
      visit.request.url.includes('list-type') ? list(visit) : visit.response.end(body);
    const del: HttpRoute = (visit) => (visit.request.url.includes('20260101') ? remove(visit) : visit.response.end());
    const answers: Readonly<Record<string, HttpRoute>> = { PUT: put, GET: get, DELETE: del };
    return startBucket((visit) => answers[visit.request.method]?.(visit));
  };
  const own = (digit: string) => `kavmon-round-trip-20260101T000000Z-${digit.repeat(16)}`;
  const listing: HttpRoute = ({ response }) =>
    answerXml(response, listAnswer({ [own('a')]: old(2), [own('b')]: old(2), [own('c')]: old(2) }));

  it('is well when it cannot look for them, and does not count how long that takes', async () => {
    const silent = await startStore(
      () => {},
      () => {},
    );
    const unseen = await judgeBucketAt(silent.url, { roundTrip: {} }, 1000);
    expect(formatVerdict(unseen)).toMatch(/^ok/);
    expect(unseen.notes).toEqual([expect.stringMatching(/^leftovers of earlier runs were not looked for: /)]);
    // The time that the list takes is what is tested: more than all else takes here.
    const slowMs = 400;
    const slow = await startStore(
      (visit) => setTimeout(() => answerXml(visit.response, listAnswer({})), slowMs),
      () => {},
    );
    const { measures } = await judgeBucketAt(slow.url, { roundTrip: {} });
    expect(measures.duration?.value).toBeLessThan(slowMs / 1000);
  });

  it('names those that it removed when the connection of another is cut', async () => {
    const server = await startStore(listing, ({ request, response }) =>
      request.url.includes(own('b')) ? response.destroy() : response.writeHead(204).end(),
    );
    const result = await judgeBucketAt(server.url, { roundTrip: {} });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.notes).toEqual([
      `2 leftovers of earlier runs removed: ${own('a')}, ${own('c')}`,
      expect.stringMatching(`^1 leftover of earlier runs could not be removed: ${own('b')}: `),
    ]);
  });

  it('says once why it may remove none of them', async () => {
    const server = await startStore(listing, refusing(403, 'AccessDenied'));
    const result = await judgeBucketAt(server.url, { roundTrip: {} });
    const names = ['a', 'b', 'c'].map(own).join(', ');
    expect(result.notes).toEqual([
      expect.stringMatching(`^3 leftovers of earlier runs could not be removed: ${names}: bucket .*AccessDenied`),
    ]);
  });

  it('says how many it leaves to the next run when its time is over', async () => {
    const server = await startStore(listing, () => {});
    const result = await judgeBucketAt(server.url, { roundTrip: {} }, 1000);
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.notes).toEqual([
      expect.stringMatching(`^1 leftover of earlier runs could not be removed: ${own('a')}: `),
      '2 leftovers of earlier runs are for the next run',
    ]);
  });
});
