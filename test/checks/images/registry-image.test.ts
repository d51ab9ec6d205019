import { describe, expect, it } from 'vitest';
import { stopAfterTest } from '../../support/for-test.ts';
import type { HttpRoute } from '../../support/http-routes.ts';
import { digestOf, imageIndex, imageParts, MEDIA_TYPES } from '../../support/image-registry.ts';
import * as faults from '../../support/tcp-faults.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { formatVerdict } from '../endpoint/judge-check.ts';
import { answerDocument, imageVerdict, judgeImage, refuseImage, startRegistryFor } from './judge-image.ts';

const amd = imageParts('linux/amd64');
const arm = imageParts('linux/arm64/v8', MEDIA_TYPES.docker);
const both = imageIndex([amd, arm]);
const attested = imageIndex([amd, imageParts('unknown/unknown')], MEDIA_TYPES.list);

/** A registry that has these documents by the end of their path; all else is unknown. */
const holding =
  (documents: Readonly<Record<string, readonly [type: string, content: string]>>): HttpRoute =>
  (visit) => {
    const found = documents[visit.rest.at(-1) ?? ''];
    if (found === undefined) refuseImage(visit, 404, 'MANIFEST_UNKNOWN');
    else answerDocument(visit, found[0], found[1], digestOf(found[1]));
  };

const parts = { [amd.digest]: [amd.type, amd.manifest], [arm.digest]: [arm.type, arm.manifest] } as const;
const indexed = holding({ '1.4.0': [both.type, both.index], ...parts });
const single = holding({
  '1.4.0': [amd.type, amd.manifest],
  [digestOf(amd.config)]: ['application/octet-stream', amd.config],
});

describe('registry-image and what a registry has', () => {
  it.each<[string, HttpRoute, object, RegExp]>([
    ['a tag', indexed, {}, /^ok/],
    ['platforms of an index', indexed, { platforms: ['linux/amd64', 'linux/arm64'] }, /^ok/],
    [
      'a platform that the index lacks',
      indexed,
      { platforms: ['linux/amd64', 'linux/s390x'] },
      /^failed assertion: .*not there for linux\/s390x: it is for linux\/amd64, linux\/arm64\/v8/,
    ],
    [
      'a platform whose manifest was removed',
      holding({ '1.4.0': [both.type, both.index], [amd.digest]: [amd.type, amd.manifest] }),
      { platforms: ['linux/arm64'] },
      /^failed assertion: .*names sha256:\w+ for linux\/arm64, which is not there/,
    ],
    [
      'an index with attestations',
      holding({ '1.4.0': [attested.type, attested.index], ...parts }),
      { platforms: ['linux/amd64'] },
      /^ok/,
    ],
    ['a manifest of the one platform', single, { platforms: ['linux/amd64'] }, /^ok/],
    [
      'a manifest of another platform',
      single,
      { platforms: ['linux/arm64'] },
      /^failed assertion: .*it is for linux\/amd64/,
    ],
    [
      'a tag that is not there',
      holding({}),
      {},
      /^failed assertion: .*shop\/api:1\.4\.0 is not there \(MANIFEST_UNKNOWN\)/,
    ],
    ['the digest of the tag', indexed, { digest: both.digest }, /^ok/],
    ['the digest of a platform of the tag', indexed, { digest: arm.digest }, /^ok/],
    [
      'a digest of another platform',
      indexed,
      { digest: arm.digest, platforms: ['linux/amd64'] },
      /^failed assertion: .*the digest is/,
    ],
    [
      'a tag that was moved',
      indexed,
      { digest: digestOf('other') },
      /^failed assertion: .*the digest is sha256:\w+, expected/,
    ],
    [
      'content that is not that of the digest',
      holding({ [digestOf('other')]: [amd.type, amd.manifest] }),
      { image: `shop/api@${digestOf('other')}`, platforms: ['linux/amd64'] },
      /^failed assertion: .*is served as/,
    ],
    [
      'a manifest of schema 1',
      holding({ '1.4.0': ['application/vnd.docker.distribution.manifest.v1+prettyjws', '{"schemaVersion":1}'] }),
      {},
      /^failed assertion: .*schema 1/,
    ],
    [
      'a page of a web server',
      ({ response }) => response.end('<html>'),
      {},
      /^failed protocol: .*no manifest of an image/,
    ],
    ['a web server that lacks the page', ({ response }) => response.writeHead(404).end('gone'), {}, /^failed protocol/],
    [
      'too many requests',
      (visit) => refuseImage(visit, 429, 'TOOMANYREQUESTS', { 'retry-after': '60' }),
      {},
      /^error status: .*429.*Retry-After: 60/,
    ],
    ['a registry that is ill', (visit) => refuseImage(visit, 503, 'UNKNOWN'), {}, /^failed status: .*503/],
  ])('%s', async (_, answer, params, expected) => {
    expect(await imageVerdict(answer, params)).toMatch(expected);
  });

  it('HEAD suffices for a tag, and GET is sent where a cache answers HEAD with less or not at all', async () => {
    const plain = await startRegistryFor(indexed);
    await judgeImage({ endpoint: plain.url });
    expect(plain.requests.map(({ method }) => method)).toEqual(['HEAD']);
    expect(plain.requests[0]?.url).toBe('/v2/shop/api/manifests/1.4.0?ns=docker.io');
    expect(await imageVerdict((visit) => answerDocument(visit, both.type, both.index))).toMatch(/^ok/);
    const heads: HttpRoute[] = [
      ({ response }) => response.writeHead(405).end(),
      ({ response }) => response.writeHead(404).end(),
      ({ response }) => response.writeHead(200, { 'content-type': 'text/plain' }).end(),
    ];
    for (const head of heads) {
      const answer: HttpRoute = (visit) => (visit.request.method === 'HEAD' ? head(visit) : indexed(visit));
      expect(await imageVerdict(answer, { digest: both.digest })).toMatch(/^ok/);
    }
  });
});

describe('registry-image and faults below HTTP', () => {
  it.each<[string, () => Promise<TestListener>, RegExp]>([
    ['a silent registry', faults.tcpSilent, /^timeout deadline_attempt/],
    ['one that closes', faults.tcpClosing, /^failed unreachable/],
    ['a mail server', faults.mailGreeter, /^failed protocol/],
    [
      'an endless manifest',
      () => faults.tcpEndless(`HTTP/1.1 200 OK\r\nContent-Type: ${both.type}\r\n\r\n{"manifests":[`),
      /^failed protocol: .*longer than/,
    ],
  ])('%s', async (_, starting, expected) => {
    const { port } = await stopAfterTest(starting());
    const timeoutMs = expected.source.includes('timeout') ? 300 : 5000;
    expect(formatVerdict(await judgeImage({ endpoint: `http://127.0.0.1:${port}` }, timeoutMs))).toMatch(expected);
  });

  it('a refused port, and a registry whose name does not exist', async () => {
    const image = `127.0.0.1:${await faults.refusedPort()}/shop/api:1`;
    expect(formatVerdict(await judgeImage({ image }))).toMatch(/^failed connect_refused/);
    expect(formatVerdict(await judgeImage({ image: 'registry.nosuch.invalid/shop/api:1' }))).toMatch(/^failed dns/);
  });
});
