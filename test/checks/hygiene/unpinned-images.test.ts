import { describe, expect, it } from 'vitest';
import unpinnedImages from '../../../checks/hygiene/unpinned-images.ts';
import { messagesAbout } from './messages.ts';

describe('unpinned-images', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  it.each([
    ['nginx', {}, ['has no tag, so latest is meant']],
    ['host:5000/app', {}, ['has no tag, so latest is meant']],
    ['nginx:latest', {}, ['has the tag latest']],
    ['host:5000/app:1', {}, []],
    [`nginx@${digest}`, {}, []],
    [`nginx:latest@${digest}`, {}, []],
    ['nginx:1.27', { digest: true }, ['has no digest']],
    ['nginx:1.27', { registries: ['registry.acme.test'] }, ['comes from docker.io']],
    ['registry.acme.test/nginx:1', { registries: ['registry.acme.test'] }, []],
  ])('%s with %o', async (image, params, told) => {
    const found = await messagesAbout(unpinnedImages, { image }, params);
    expect(found).toEqual(told.map((text) => `container web: image ${image} ${text}`));
  });
});
