import { expect, it } from 'vitest';
import { classifyPullFailure } from '../../../src/kubernetes/containers/pull-failures.ts';

const IMAGE = 'registry.acme.test/team/web:1';
const RESOLVE = `failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}": `;
const COPY = `failed to pull and unpack image "${IMAGE}": failed to copy: httpReadSeeker: failed open: `;

it.each([
  [
    'registry_policy',
    `${COPY}unexpected status code https://registry.acme.test/v2/team/web/manifests/sha256:abc: 412 Precondition Failed - Server message: unknown: current image with 3 vulnerabilities cannot be pulled due to configured policy`,
  ],
  [
    'address_refused',
    "unexpected status from GET request to https://acme.azurecr.io/oauth2/token: 403 Forbidden: client with IP '20.1.2.3' is not allowed access",
  ],
  ['account', `${RESOLVE}403 Forbidden: This API method requires billing to be enabled.`],
  ['proxy', `${RESOLVE}failed to do request: Head "https://registry.acme.test/v2/team/web/manifests/1": Forbidden`],
  [
    'unauthorised',
    "pull access denied for web, repository does not exist or may require 'docker login': denied: Your authorization token has expired. Reauthenticate and try again.",
  ],
  ['unauthorised', 'Head "https://registry.acme.test/v2/team/web/manifests/1": denied: access forbidden'],
  ['unauthorised', 'unauthorized: The client does not have permission for manifest'],
  [
    'not_an_image',
    'unsupported config media type "application/vnd.cncf.helm.config.v1+json": mismatched image rootfs and manifest layers',
  ],
  ['not_an_image', 'failed to get stream processor for x+zstd: no processor for media-type: unknown'],
  ['platform', 'image operating system "linux" cannot be used on this platform'],
  ['incomplete', `${COPY}content at https://registry.acme.test/v2/team/web/manifests/sha256:abc not found: not found`],
  ['cut_off', 'writing blob: happened during read: read tcp 10.0.0.1:1->192.0.2.2:443: read: connection reset by peer'],
  ['cut_off', 'filesystem layer verification failed for digest sha256:aa'],
  ['unreachable', `${RESOLVE}failed to do request: dial tcp 192.0.2.2:443: connect: connection reset by peer`],
  [
    'not_found',
    'unable to pull image or OCI artifact: pull image err: reading manifest 1 in registry.acme.test/team/web: manifest unknown; artifact err: reading manifest: unauthorized',
  ],
  [
    'cut_off',
    'unable to pull image or OCI artifact: pull image err: writing blob: unexpected EOF; artifact err: image reference: reference is a container image, not an OCI artifact',
  ],
])('is %s by the words of the runtime: %s', (cause, message) => {
  expect(classifyPullFailure('ErrImagePull', message, IMAGE).cause).toBe(cause);
});

it('shows the error itself of words that it does not know, without what the runtime puts before', () => {
  const { cause, text } = classifyPullFailure('ErrImagePull', `rpc error: code = Unknown desc = ${RESOLVE}odd`, IMAGE);
  expect([cause, text]).toEqual(['unknown', 'odd']);
});
