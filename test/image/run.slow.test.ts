import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CACHE_TIMEOUT_MS } from '../cache/cache.ts';
import { ensurePackages } from '../support/debian.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { pollUntil } from '../support/poll-until.ts';
import { EXAMPLE_SNAPSHOT } from '../support/repository.ts';
import { type ProcessOutcome, type RunningProcess, runProcess, startProcess } from '../support/run-process.ts';
import { imageArchive, imageMissing } from './build.ts';
import {
  type ContainerCommands,
  type ContainerSettings,
  prepareContainer,
  removeImage,
  type UnpackedImage,
  unpackImage,
} from './container.ts';

const describeImage = describeUnless((await imageMissing()) ?? (await ensurePackages(['runc'])));

const CONFIG_MOUNT = '/mnt/kavmon.yaml';
const SNAPSHOT_MOUNT = '/mnt/cluster.json.gz';
const ANY_USER = { uid: 1_000_650_000, gid: 0 };

describeImage('a container of the image', () => {
  let image: UnpackedImage;
  let mounts: Readonly<Record<string, string>>;
  /** Number of connections that the silent server has accepted. */
  let accepted = 0;
  /** Accepts connections and never answers. */
  const silent = createServer((socket) => {
    accepted++;
    socket.on('error', () => {}).resume();
  });
  let silentUrl = '';

  beforeAll(async () => {
    image = await unpackImage(await imageArchive());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    silentUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const checks = { 'http-endpoint': { url: silentUrl, timeout: '60s' } };
    const refused = { 'tcp-connection': { host: '127.0.0.1', port: 9 } };
    const config = join(image.folder, 'kavmon.yaml');
    await writeFile(config, JSON.stringify({ services: { hangs: { checks }, refuses: { checks: refused } } }));
    mounts = {
      [CONFIG_MOUNT]: config,
      [SNAPSHOT_MOUNT]: EXAMPLE_SNAPSHOT,
    };
  }, CACHE_TIMEOUT_MS);
  afterAll(async () => {
    silent.close();
    if (image !== undefined) await removeImage(image);
  });

  const begin = async (
    settings: ContainerSettings,
  ): Promise<{ container: ContainerCommands; running: RunningProcess }> => {
    const container = await prepareContainer(image, {
      mounts,
      ...settings,
      env: { KAVMON_CONFIG: CONFIG_MOUNT, ...settings.env },
    });
    const [runc = '', ...args] = container.argv;
    return { container, running: await startProcess(runc, args) };
  };
  const runOne = async (settings: ContainerSettings): Promise<ProcessOutcome> => (await begin(settings)).running.ended;

  /** Sends SIGTERM, which runc forwards, after each further connection to the silent server. */
  const interrupted = async (settings: ContainerSettings, times = 1): Promise<ProcessOutcome> => {
    const before = accepted;
    const { running } = await begin({ ...settings, args: ['-s', 'hangs', ...(settings.args ?? [])] });
    for (let time = 1; time <= times; time++) {
      await pollUntil(() => accepted >= before + time, { what: `connection ${time}`, ms: 20_000 });
      await running.kill('SIGTERM');
    }
    return running.ended;
  };
  const log = async (mode: number): Promise<string> => {
    const path = join(image.folder, `words-${mode}`);
    await writeFile(path, '');
    await chmod(path, mode);
    return path;
  };

  it('reports at SIGTERM and ends with 143, and with 0 for a CronJob', async () => {
    const terminationLog = await log(0o666);
    const { code, stdout } = await interrupted({ args: ['--no-metrics'], terminationLog });
    expect(code).toBe(143);
    expect(stdout).toContain('"Kavmon checks finished"');
    expect(await readFile(terminationLog, 'utf8')).toMatch(
      /^the only check could not look; sev\d .*http-endpoint could not look: .*\n$/,
    );
    expect((await interrupted({ args: ['--no-metrics', '--cronjob'] })).code).toBe(0);
  });

  it('ends at once at a second SIGTERM, while metrics wait for a collector', async () => {
    const { code, durationMs, timedOut } = await interrupted(
      { args: ['--telemetry-timeout', '20'], env: { OTEL_EXPORTER_OTLP_ENDPOINT: silentUrl } },
      2,
    );
    expect({ code, timedOut }).toEqual({ code: 143, timedOut: false });
    expect(durationMs).toBeLessThan(10_000);
  });

  it('tells when its last words cannot be written, and still what it found', async () => {
    const args = ['-s', 'refuses', '--no-metrics'];
    const { code, stdout } = await runOne({ args, terminationLog: await log(0o600) });
    expect(code).toBe(1);
    expect(stdout).toContain('the termination message is missing: cannot write /dev/termination-log');
    expect(stdout).toContain('1 of 1 checks');
    const nowhere = await runOne({ args });
    expect(nowhere.code).toBe(1);
    expect(nowhere.stdout).not.toContain('termination message');
  });

  it('runs for anybody, with no home, nothing that is writable, and in the smallest container', async () => {
    const args = ['-s', 'refuses', '--no-metrics'];
    const settings = { args, memoryMb: 128, cpu: 0.1 };
    const outcomes = await Promise.all([
      runOne(settings),
      runOne({ ...settings, tmpMb: 64 }),
      runOne({ ...settings, user: ANY_USER }),
      runOne({ ...settings, user: ANY_USER, tmpMb: 64 }),
    ]);
    for (const { code, stdout, stderr } of outcomes) {
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(stdout).toContain('connect_refused');
    }
  });

  it('is started by its name in a container that waits', async () => {
    const entry = ['/nodejs/bin/node', '-e', 'setInterval(() => {}, 1e9)'];
    const { container, running } = await begin({ entry, user: ANY_USER });
    const exec = async (...line: readonly string[]): Promise<ProcessOutcome> => {
      const [program = '', ...args] = container.exec(...line);
      return runProcess(program, args);
    };
    await pollUntil(async () => (await exec('node', '-e', '0')).code === 0, { what: 'the container', ms: 20_000 });
    expect((await exec('kavmon', 'version')).stdout).toMatch(/^kavmon \d/);
    const by = await exec('kavmon', 'check', '-s', 'refuses', '-o', 'tap', '--no-metrics');
    expect(by).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^TAP version 14\n1\.\.1\n(?:# .*\n)+not ok 1/),
    });
    const [runc = '', ...kill] = container.kill;
    await runProcess(runc, kill);
    expect((await running.ended).timedOut).toBe(false);
  });

  it('finds all code of its usual runs in the compile cache, in all threads', async () => {
    const env = {
      NODE_DEBUG_NATIVE: 'COMPILE_CACHE',
      KAVMON_CONFIG: '',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    };
    for (const [enough, ...args] of [
      [7, 'version'],
      [15, 'list'],
      [70, '-c', CONFIG_MOUNT, '-s', 'refuses'],
      [80, '--snapshot', SNAPSHOT_MOUNT],
    ] as const) {
      const { stderr } = await runOne({ args, env });
      const linesWith = (words: RegExp): readonly string[] => stderr.split('\n').filter((line) => words.test(line));
      expect(linesWith(/was accepted/).length).toBeGreaterThan(enough);
      // The code that reads snapshots is not in the cache: containers seldom do that.
      const compiled = linesWith(/was rejected|no such file|Cannot create/);
      expect(compiled.filter((line) => !/\/(?:replay|parser|scope)-/.test(line))).toEqual([]);
    }
  });
});
