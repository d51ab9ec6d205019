import { expect, it } from 'vitest';
import type { HttpRoute, RouteVisit } from '../../support/http-routes.ts';
import { imageIndex, imageParts } from '../../support/image-registry.ts';
import { answerDocument, imageVerdict, refuseImage } from './judge-image.ts';

const amd = imageParts('linux/amd64');
const arm = imageParts('linux/arm64/v8');
const both = imageIndex([amd, arm]);
const platforms = ['linux/amd64', 'linux/arm64'];

/** A registry with an index whose manifest for arm64 is answered so. */
const indexWith =
  (answer: HttpRoute): HttpRoute =>
  (visit) => {
    const asked = visit.rest.at(-1);
    if (asked === '1.4.0') answerDocument(visit, both.type, both.index, both.digest);
    else if (asked === amd.digest) answerDocument(visit, amd.type, amd.manifest, amd.digest);
    else answer(visit);
  };

/** A registry with one manifest, whose configuration is answered so. */
const singleWith =
  (answer: HttpRoute): HttpRoute =>
  (visit) =>
    visit.rest.includes('blobs') ? answer(visit) : answerDocument(visit, amd.type, amd.manifest, amd.digest);

const page =
  (status: number): HttpRoute =>
  ({ response }) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html>');
const getOnly =
  (status: number): HttpRoute =>
  (visit) =>
    visit.request.method === 'HEAD'
      ? visit.response.writeHead(status).end()
      : answerDocument(visit, arm.type, arm.manifest, arm.digest);
const cut = ({ response }: RouteVisit): void => {
  response.writeHead(200, { 'content-length': '9999' });
  response.write(amd.config.slice(0, 20), () => response.destroy());
};

it.each<[string, HttpRoute, RegExp]>([
  ['a cache does not know HEAD', indexWith(getOnly(405)), /^ok/],
  ['a cache knows nothing of HEAD', indexWith(getOnly(404)), /^ok/],
  ['a page says that it is well', indexWith(page(200)), /^failed protocol: .*no manifest of an image/],
  ['a page says that it is not there', indexWith(page(404)), /^failed protocol: .*not that of a registry/],
  ['the registry is ill', indexWith((visit) => refuseImage(visit, 503, 'UNKNOWN')), /^failed status: .*arm64.*503/],
  ['there are too many requests', indexWith((visit) => refuseImage(visit, 429, 'TOOMANYREQUESTS')), /^error status/],
])('registry-image does not trust HEAD for a platform of an index: %s', async (_, answer, expected) => {
  expect(await imageVerdict(answer, { platforms })).toMatch(expected);
});

it.each<[string, HttpRoute, RegExp]>([
  [
    'is not there',
    (visit) => refuseImage(visit, 404, 'BLOB_UNKNOWN'),
    /^failed assertion: .*is not there \(BLOB_UNKNOWN\)/,
  ],
  ['is a page for 404', page(404), /^failed protocol: .*not that of a registry/],
  ['is a page', page(200), /^failed protocol: .*no JSON/],
  ['is cut', cut, /^failed unreachable: .*broke off/],
])('registry-image says what a configuration is that %s', async (_, answer, expected) => {
  expect(await imageVerdict(singleWith(answer), { platforms: ['linux/amd64'] })).toMatch(expected);
});
