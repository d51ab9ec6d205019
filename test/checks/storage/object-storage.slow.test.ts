import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import objectStorage from '../../../checks/storage/object-storage.ts';
import { bucketApi } from '../../../checks/storage/objects/bucket-api.ts';
import { bucketParams } from '../../../checks/storage/objects/bucket-params.ts';
import { probeHttp } from '../../../src/probes/http/http.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { folderForTest, stopAfterTest } from '../../support/for-test.ts';
import { runPageExample } from '../../support/page-example.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { startKavmon } from '../../support/run-process.ts';
import { startSilentReader } from '../../support/scripted-bucket.ts';
import { type SeaweedFs, STORE_KEYS, seaweedFsMissing, startSeaweedFs } from '../../support/seaweedfs.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describeStore = describeUnless(await seaweedFsMissing());
/** A key with all that has to be encoded in a URL, a signature or XML. */
const ODD_KEY = "odd/sp ace+plus&amp;<é>'(1)*.txt";

describeStore('object-storage with a real SeaweedFS', () => {
  let store: SeaweedFs;
  const paramsOf = (more: object = {}) => ({
    endpoint: store.url,
    bucket: 'backups',
    credentials: STORE_KEYS.all,
    ...more,
  });
  const send = (method: 'PUT' | 'DELETE', key?: string, body?: string) => {
    const params = z.strictObject(bucketParams()).parse(paramsOf());
    const session = { signal: AbortSignal.timeout(10_000), phase: () => {} };
    return bucketApi((options) => probeHttp(options, session), params).send({
      method,
      ...(key === undefined ? {} : { key }),
      ...(body === undefined ? {} : { body }),
    });
  };
  const judge = async (more: object = {}, timeoutMs = 20_000) => {
    const result = await judgeCheck(objectStorage as never, paramsOf(more), { timeoutMs });
    expect(JSON.stringify(result)).not.toContain('canary-7f3a');
    return result;
  };
  const verdict = async (more: object = {}, timeoutMs = 20_000) => formatVerdict(await judge(more, timeoutMs));

  beforeAll(async () => {
    store = await startSeaweedFs();
    await send('PUT');
    for (const key of ['nightly/1.dump', 'nightly/2.dump', ODD_KEY]) await send('PUT', key, `content of ${key}`);
    await send('PUT', 'nightly/state.json', '{"state":"done"}');
  }, 180_000);
  afterAll(() => store.stop());

  it('the example of the page is healthy, and has no secret in its output', async () => {
    const { result, output } = await runPageExample(
      'object-storage',
      { 'https://s3.example.com': store.url },
      { S3_ACCESS_KEY: STORE_KEYS.all.accessKeyId, S3_SECRET_KEY: STORE_KEYS.all.secretAccessKey },
    );
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(output).not.toContain('canary-7f3a');
  });

  it('a bucket, objects with any key, and prefixes are found', async () => {
    expect(await verdict()).toMatch(/^ok/);
    const facts = { size: { fail: '1:' }, age: { fail: '10m' }, contains: 'content of odd/sp ace+plus' };
    expect(await verdict({ objects: [{ key: ODD_KEY, ...facts }] })).toMatch(/^ok/);
    const odd = { prefix: 'odd/sp ', count: { fail: '1:1' }, include: 'plus&amp;<é>' };
    expect(await verdict({ prefixes: [odd] })).toMatch(/^ok/);
    expect(await verdict({ objects: [{ key: 'nosuch' }] })).toMatch(/^failed assertion: .*nosuch is not there/);
    expect(await verdict({ bucket: 'nosuch', objects: [{ key: 'a' }] })).toMatch(/^failed status: .*NoSuchBucket/);
    expect(await verdict({ prefixes: [{ prefix: 'none/', newest: { fail: '1d' } }] })).toMatch(/^error empty_result/);
  });

  it('wrong keys, missing rights and no keys are refused', async () => {
    const wrong = { ...STORE_KEYS.all, secretAccessKey: 'wrong' };
    expect(await verdict({ credentials: wrong })).toMatch(/^failed auth: .*SignatureDoesNotMatch/);
    expect(await verdict({ credentials: { ...wrong, accessKeyId: 'nobody' } })).toMatch(/^failed auth/);
    expect(await verdict({ credentials: undefined })).toMatch(/^failed permission/);
    expect(await verdict({ credentials: STORE_KEYS.reader, roundTrip: {} })).toMatch(/^error permission: .*write/);
    expect(await verdict({ credentials: STORE_KEYS.reader })).toMatch(/^ok/);
  });

  it('a round trip leaves nothing behind, and removes what a killed one has left', async () => {
    const leftover = 'own/kavmon-round-trip-20260101T000000Z-00000000000000aa';
    await send('PUT', leftover, 'left');
    const roundTrip = { prefix: 'own/', leftoverAfter: '1s' };
    await pollUntil(async () => (await judge({ roundTrip })).notes?.join().includes(leftover) === true, {
      what: 'the leftover to be removed',
    });
    const own = { prefix: 'own/', count: { fail: 0 } };
    expect(await verdict({ prefixes: [own] })).toMatch(/^ok/);
  });

  it('what a killed run has left is removed by the next one', async () => {
    const folder = await folderForTest('killed-run');
    const gateway = await stopAfterTest(startSilentReader(store.url));
    const config = join(folder, 'kavmon.yaml');
    const check = {
      ...{ endpoint: gateway.url, bucket: 'backups', roundTrip: { prefix: 'killed/' } },
      credentials: { accessKeyId: { env: 'S3_ACCESS_KEY' }, secretAccessKey: { env: 'S3_SECRET_KEY' } },
    };
    await writeFile(config, JSON.stringify({ services: { backups: { checks: { 'object-storage': check } } } }));
    const env = { S3_ACCESS_KEY: STORE_KEYS.all.accessKeyId, S3_SECRET_KEY: STORE_KEYS.all.secretAccessKey };
    const run = await startKavmon(['check', '-c', config, '-s', 'backups', '--no-metrics'], { env, cwd: folder });
    const written = { prefix: 'killed/', count: { fail: '1:1' } };
    await pollUntil(async () => (await judge({ prefixes: [written] })).status === 'ok', { what: 'the object' });
    await run.kill('SIGKILL');
    await run.ended;
    const next = await judge({ roundTrip: { prefix: 'killed/', leftoverAfter: '0s' } });
    expect(next).toMatchObject({
      status: 'ok',
      notes: [expect.stringMatching(/^1 leftover of earlier runs removed: killed/)],
    });
    expect(await verdict({ prefixes: [{ prefix: 'killed/', count: { fail: 0 } }] })).toMatch(/^ok/);
  });

  it('a frozen store ends in time', async () => {
    await store.daemon.pause();
    const result = await judge({}, 500);
    expect(result).toMatchObject({ status: 'timeout', reason: 'deadline_attempt' });
    expect(result.durationMs).toBeLessThan(1500);
    await store.daemon.resume();
  });
});
