import { expect, it } from 'vitest';
import { imageDigest, parseImageReference } from '../../../../checks/images/references/image-reference.ts';

const SAMPLE_DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

it.each([
  ['nginx', { registry: '', repository: 'nginx' }],
  ['nginx:1.27', { registry: '', repository: 'nginx', tag: '1.27' }],
  ['library/nginx', { registry: '', repository: 'library/nginx' }],
  ['host:5000/app', { registry: 'host:5000', repository: 'app' }],
  ['host:5000/app:2', { registry: 'host:5000', repository: 'app', tag: '2' }],
  ['localhost/app', { registry: 'localhost', repository: 'app' }],
  ['registry.acme.test/a/b:v1', { registry: 'registry.acme.test', repository: 'a/b', tag: 'v1' }],
  [`host:5000/app@${SAMPLE_DIGEST}`, { registry: 'host:5000', repository: 'app', digest: SAMPLE_DIGEST }],
  [`app:1@${SAMPLE_DIGEST}`, { registry: '', repository: 'app', tag: '1', digest: SAMPLE_DIGEST }],
])('a reference is read: %s', (text, parts) => expect(parseImageReference(text)).toEqual(parts));

it.each([
  [`registry.acme.test/app@${SAMPLE_DIGEST}`, SAMPLE_DIGEST],
  [`docker-pullable://app@${SAMPLE_DIGEST}`, SAMPLE_DIGEST],
  [`docker://${SAMPLE_DIGEST}`, SAMPLE_DIGEST],
  [SAMPLE_DIGEST, SAMPLE_DIGEST],
  ['', undefined],
  [undefined, undefined],
  ['app:1', undefined],
])('the digest of %s is read', (imageID, digest) => expect(imageDigest(imageID)).toBe(digest));
