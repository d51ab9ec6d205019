import { expect, it } from 'vitest';
import { imageAddress, imageProblem } from '../../../../checks/images/registry/image-address.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

it.each([
  ['nginx', 'docker.io', 'library/nginx', 'latest'],
  ['docker.io/bitnami/redis:7', 'docker.io', 'bitnami/redis', '7'],
  ['localhost/app:1', 'localhost', 'app', '1'],
  ['registry.test:5000/team/app', 'registry.test:5000', 'team/app', 'latest'],
  [`registry.test/app:1@${DIGEST}`, 'registry.test', 'app', DIGEST],
])('%s is at %s', (image, registry, repository, reference) => {
  expect(imageAddress(image)).toMatchObject({ registry, repository, reference });
  expect(imageProblem(image)).toBeUndefined();
});

it.each(['', 'Shop/Api:1', 'app:', 'app:a b', 'app@sha256:12', 'https://registry.test/app', 'app/'])(
  '%j is no image',
  (image) => {
    expect(imageProblem(image)).toBeTypeOf('string');
  },
);
