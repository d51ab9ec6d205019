import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTestCertificates } from '../../support/certificates.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { execFileAsync } from '../../support/exec-file.ts';
import { folderForSuite, stopAfterTest } from '../../support/for-test.ts';
import {
  type ImageRegistry,
  imageIndex,
  imageParts,
  MEDIA_TYPES,
  startImageRegistry,
} from '../../support/image-registry.ts';
import { runPageExample } from '../../support/page-example.ts';
import { startTokenService } from '../../support/registry-tokens.ts';
import { formatVerdict } from '../endpoint/judge-check.ts';
import { credentials, judgeImage } from './judge-image.ts';

const describeRegistry = await describeWithPackages('docker-registry', 'apache2-utils');

const amd = imageParts('linux/amd64');
const arm = imageParts('linux/arm64/v8', MEDIA_TYPES.docker);
const both = imageIndex([amd, arm]);

const pushAll = async (registry: ImageRegistry, repository: string): Promise<void> => {
  for (const { config, digest, type, manifest } of [amd, arm]) {
    await registry.pushBlob(repository, config);
    await registry.pushManifest(repository, digest, type, manifest);
  }
  await registry.pushManifest(repository, '1.4.0', both.type, both.index);
  await registry.pushManifest(repository, 'docker', arm.type, arm.manifest);
};

describeRegistry('registry-image with a real registry', () => {
  const folder = folderForSuite('registry-login');
  let open: ImageRegistry;
  let closed: ImageRegistry;
  const verdict = async (params: object) => formatVerdict(await judgeImage(params));
  const at = (reference: string, registry = open) => ({
    image: `${registry.host}/payments/api${reference}`,
    endpoint: registry.url,
  });

  beforeAll(async () => {
    const path = join(folder.path, 'htpasswd');
    const { stdout } = await execFileAsync('htpasswd', ['-Bbn', credentials.username, credentials.password]);
    await writeFile(path, stdout);
    const login = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
    open = await startImageRegistry();
    closed = await startImageRegistry({
      auth: { htpasswd: { realm: 'private', path } },
      authorization: `Basic ${login}`,
    });
    await pushAll(open, 'payments/api');
    await pushAll(closed, 'payments/api');
  }, 120_000);
  afterAll(() => Promise.all([open.stop(), closed.stop()]));

  it('the example of the page is healthy, and has no secret in its output', async () => {
    const { result, output } = await runPageExample(
      'registry-image',
      {
        'registry.example.com/payments/api:1.4.0\n': `${closed.host}/payments/api:1.4.0\n        endpoint: ${closed.url}\n`,
      },
      { REGISTRY_PASSWORD: credentials.password },
    );
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(output).not.toContain(credentials.password);
  });

  it('tags, digests and platforms of both media types are found', async () => {
    expect(await verdict({ ...at(':1.4.0'), digest: both.digest })).toMatch(/^ok/);
    expect(await verdict({ ...at(`@${both.digest}`), platforms: ['linux/arm64'] })).toMatch(/^ok/);
    expect(await verdict({ ...at(':docker'), platforms: ['linux/arm64'], digest: arm.digest })).toMatch(/^ok/);
    expect(await verdict({ ...at(':docker'), platforms: ['linux/amd64'] })).toMatch(
      /^failed assertion: .*linux\/arm64/,
    );
    expect(await verdict({ ...at(':1.4.0'), platforms: ['windows/amd64'] })).toMatch(/^failed assertion/);
  });

  it('what is not there is named with the code of the registry', async () => {
    expect(await verdict(at(':9'))).toMatch(/^failed assertion: .*:9 is not there \(MANIFEST_UNKNOWN\)/);
    expect(await verdict({ ...at(':1'), image: `${open.host}/other:1` })).toMatch(/^failed assertion: .*is not there/);
  });

  it('a manifest that was removed while its index stays is missed', async () => {
    await open.removeManifest('payments/api', amd.digest);
    expect(await verdict(at(':1.4.0'))).toMatch(/^ok/);
    expect(await verdict({ ...at(':1.4.0'), platforms: ['linux/amd64'] })).toMatch(
      /^failed assertion: .*which is not there/,
    );
  });

  it('a login is wanted, taken and refused', async () => {
    expect(await verdict(at(':1.4.0', closed))).toMatch(/^failed auth: .*not public, or not there/);
    expect(await verdict({ ...at(':1.4.0', closed), credentials })).toMatch(/^ok/);
    const wrong = { username: credentials.username, password: 'wrong' };
    expect(await verdict({ ...at(':1.4.0', closed), credentials: wrong })).toMatch(/^failed auth/);
  });

  it('a token is fetched by the login where the registry wants one', async () => {
    const { leaf, ca } = makeTestCertificates();
    const files = { certificate: join(folder.path, 'cert.pem'), key: join(folder.path, 'key.pem') };
    const authority = join(folder.path, 'ca.pem');
    await writeFile(files.certificate, leaf.chain);
    await writeFile(files.key, leaf.key);
    await writeFile(authority, ca.cert);
    const tokens = await stopAfterTest(startTokenService(leaf, credentials));
    const guarded = await stopAfterTest(startImageRegistry({ auth: tokens.auth(authority), tls: files }));
    const at = { image: 'shop/api:1', endpoint: guarded.url, tls: { ca: authority } };
    // The registry looks for the image only once it has taken the token.
    expect(await verdict({ ...at, credentials })).toMatch(/^failed assertion: .*is not there \(MANIFEST_UNKNOWN\)/);
    expect(await verdict(at)).toMatch(/^failed auth: .*who are you\?; without a login it is not public, or not there/);
    const wrong = { ...credentials, username: 'other' };
    expect(await verdict({ ...at, credentials: wrong })).toMatch(/^failed auth: .*who are you/);
  });

  it('a frozen registry ends in time', async () => {
    await open.daemon.pause();
    const result = await judgeImage(at(':1.4.0'), 500);
    expect(result).toMatchObject({ status: 'timeout', reason: 'deadline_attempt' });
    expect(result.durationMs).toBeLessThan(1500);
    await open.daemon.resume();
  });
});
