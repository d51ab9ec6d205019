import { describe, expect, it } from 'vitest';
import check from '../../../checks/pods/image-pulls.ts';
import { buildContainer, buildPod, waitingState } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const PULLED_IMAGE = 'registry.acme.test/shop/web:v404-denied';

const unpulledPod = (reason: string, message?: string, parts: Parameters<typeof buildPod>[0] = {}) =>
  buildPod({
    ...{ phase: 'Pending', age: '10m', ...parts },
    containers: [buildContainer({ state: waitingState(reason, message), spec: { image: PULLED_IMAGE } })],
  });

const RESOLVE_ERROR = `Back-off pulling image "${PULLED_IMAGE}": ErrImagePull: failed to resolve reference "${PULLED_IMAGE}": `;

it('the finding holds the image, the class, the words of the registry and the secret that is not named', async () => {
  const message = `${RESOLVE_ERROR}pulling from host registry.acme.test failed with status code [manifests v404]: 401 Unauthorized`;
  const { findings } = await judgeRows(check, { pods: [unpulledPod('ImagePullBackOff', message)] });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'image_pull',
      part: 'unauthorised',
      message: `container web waits in ImagePullBackOff: image ${PULLED_IMAGE}, unauthorised: the registry refuses the credentials, or there are none; the pod names no pull secret`,
      object: { kind: 'Deployment', namespace: 'shop', name: 'web', container: 'web' },
      evidence: expect.objectContaining({
        words: `failed to resolve reference "${PULLED_IMAGE}": pulling from host registry.acme.test failed with status code [manifests v404]: 401 Unauthorized`,
        pullSecrets: [],
        serviceAccount: 'default',
      }),
      next: [
        'kubectl -n shop describe pod web-1',
        "kubectl -n shop get serviceaccount default -o jsonpath='{.imagePullSecrets}'",
      ],
    }),
  ]);
});

it.each([
  [`Back-off pulling image "${PULLED_IMAGE}"`, 'the events of the pod tell why'],
  ['ErrImagePull: the moon is full', 'the moon is full'],
])('words that no class knows are passed on: %s', async (message, words) => {
  const { findings } = await judgeRows(check, { pods: [unpulledPod('ImagePullBackOff', message)] });
  expect(findings[0]?.message).toBe(`container web waits in ImagePullBackOff: image ${PULLED_IMAGE}, ${words}`);
});

it('a pull secret that is named is told instead', async () => {
  const pods = [unpulledPod('ErrImagePull', 'denied', { spec: { imagePullSecrets: [{ name: 'registry' }] } })];
  const { findings } = await judgeRows(check, { pods });
  expect(findings[0]?.message).not.toContain('names no pull secret');
  expect(findings[0]?.evidence).toMatchObject({ pullSecrets: ['registry'] });
});

describe('the class of the cause', () => {
  it.each([
    ['not_found', `${RESOLVE_ERROR}${PULLED_IMAGE}: not found`],
    ['not_found', 'manifest for web:1 not found: manifest unknown: manifest unknown'],
    ['unauthorised', 'unexpected status from HEAD request to https://r.test/v2/web/manifests/1: 403 Forbidden'],
    [
      'missing_or_denied',
      'pull access denied, repository does not exist or may require authorization: insufficient_scope',
    ],
    ['web_page', 'unexpected media type text/html for sha256:abc: not found'],
    ['web_page', "invalid character '<' looking for beginning of value"],
    ['kubelet_limit', 'pull QPS exceeded'],
    ['node_disk', 'failed to extract layer: mkdir /var/lib/containerd/x: read-only file system: unknown'],
    ['node_disk', 'failed to extract layer sha256:abc: write /var/lib/x: input/output error'],
    [
      'runtime',
      'desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"',
    ],
    ['cut_off', '"layer-sha256:abc" failed size validation: 1000 != 2000: failed precondition'],
    ['missing_or_denied', 'denied: Permission "downloadArtifacts" denied on resource "x" (or it may not exist)'],
    ['platform', 'choosing an image from manifest list: no image found in manifest list for architecture arm64'],
    ['platform', 'The container operating system does not match the host operating system.'],
    ['disk', 'hcsshim::ImportLayer failed in Win32: There is not enough space on the disk. (0x70)'],
    ['short_name', 'short-name "web:1" did not resolve to an alias and no unqualified-search registries are defined'],
    ['policy', 'Source image rejected: Running image docker://x is rejected by policy.'],
    ['proxy', 'failed to do request: proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused'],
    ['proxy', 'unexpected status from HEAD request: 407 Proxy Authentication Required'],
    ['image_store', 'failed to unpack image on snapshotter overlayfs: content digest sha256:1f2e: not found'],
    ['old_format', 'media type "application/vnd.docker.distribution.manifest.v1+prettyjws" is no longer supported'],
    ['cut_off', 'failed to copy: httpReadSeeker: failed open: context canceled'],
    ['cut_off', 'failed to copy: unexpected EOF'],
    [
      'dns',
      `${RESOLVE_ERROR}failed to do request: Head "https://r.test/v2/": dial tcp: lookup r.test on 10.0.0.10:53: no such host`,
    ],
    ['dns', 'dial tcp: lookup r.test on 10.0.0.10:53: read udp 10.1.0.2:4711->10.0.0.10:53: i/o timeout'],
    ['timeout', 'dial tcp 10.2.3.4:443: i/o timeout'],
    ['timeout', 'net/http: TLS handshake timeout'],
    ['timeout', 'context deadline exceeded'],
    ['tls', 'tls: failed to verify certificate: x509: certificate signed by unknown authority'],
    ['tls', 'http: server gave HTTP response to HTTPS client'],
    ['rate_limited', 'unexpected status code 429 Too Many Requests'],
    ['rate_limited', 'toomanyrequests: You have reached your pull rate limit'],
    ['platform', 'no match for platform in manifest: not found'],
    ['platform', 'no matching manifest for linux/arm64/v8 in the manifest list entries'],
    ['unreachable', 'dial tcp 10.2.3.4:443: connect: connection refused'],
    ['disk', 'failed to extract layer: write /var/lib/containerd/x: no space left on device'],
    ['registry', 'unexpected status: 503 Service Unavailable'],
    ['unknown', `Back-off pulling image "${PULLED_IMAGE}"`],
  ])('%s: %s', async (cause, message) => {
    const { findings } = await judgeRows(check, { pods: [unpulledPod('ImagePullBackOff', message)] });
    expect(findings[0]?.evidence?.cause).toBe(cause);
  });

  it.each([
    ['InvalidImageName', 'invalid_name'],
    ['ErrImageNeverPull', 'never_pulled'],
    ['SignatureValidationFailed', 'signature'],
  ])('%s says it by itself', async (reason, cause) => {
    const { findings } = await judgeRows(check, { pods: [unpulledPod(reason)] });
    expect(findings[0]).toMatchObject({ part: cause, message: expect.stringContaining(reason) });
  });
});

it.each([
  ['2m', 0],
  ['121s', 1],
])('a pod that started %s ago gives %i findings', async (age, count) => {
  expect((await judgeRows(check, { pods: [unpulledPod('ErrImagePull', 'not found', { age })] })).findings).toHaveLength(
    count,
  );
});

it('an init container and a pod of a Job are named too', async () => {
  const init = buildContainer({ name: 'fetch', state: waitingState('ErrImagePull', 'not found') });
  const pods = [
    buildPod({
      phase: 'Pending',
      initContainers: [init],
      containers: [buildContainer({ state: waitingState('PodInitializing') })],
    }),
    unpulledPod('ErrImagePull', 'not found', { name: 'import-x', owner: 'Job/import' }),
    unpulledPod('ErrImagePull', 'not found', {
      name: 'tick-x',
      owner: `Job/tick-${Date.parse('2026-11-21T11:50:00Z') / 60_000}`,
    }),
  ];
  const { findings } = await judgeRows(check, { pods });
  expect(findings.map(({ object, message }) => [object?.kind, object?.name, message.split(' waits')[0]])).toEqual([
    ['Deployment', 'web', 'init container fetch (1 of 1)'],
    ['Job', 'import', 'container web'],
    ['CronJob', 'tick', 'container web'],
  ]);
});

it.each([
  ['nothing', []],
  ['a pod that runs', [buildPod()]],
  ['a container that is being created', [unpulledPod('ContainerCreating')]],
  [
    'a pod on its way out',
    [unpulledPod('ErrImagePull', 'x', { metadata: { deletionTimestamp: '2026-11-21T12:00:09Z' } })],
  ],
])('image-pulls is healthy: %s', async (_, pods) => expect((await judgeRows(check, { pods })).findings).toEqual([]));

it.each([
  ['a test of Helm', { metadata: { name: 'web-test', annotations: { 'helm.sh/hook': 'test' } } }, 'warning'],
  ['a pod of a build', { spec: { restartPolicy: 'Never' } }, 'warning'],
  ['a pod that is to run on', {}, undefined],
])('the image of %s that nothing owns is no fault of what serves', async (_, parts, level) => {
  const pods = [unpulledPod('ImagePullBackOff', 'not found', { owner: null, ...(parts as object) })];
  expect((await judgeRows(check, { pods })).findings.map((finding) => finding.level)).toEqual([level]);
});
