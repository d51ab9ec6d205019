import { beforeAll, expect, it } from 'vitest';
import { CACHE_TIMEOUT_MS } from '../cache/cache.ts';
import { runTool } from '../cluster/program.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { imageArchive, imageMissing } from './build.ts';

const describeImage = describeUnless(await imageMissing());

describeImage('the image', () => {
  let archive = '';
  let layers: readonly string[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: the configuration of an image.
  let config: any;
  /** Paths in the layers with their owners, as `tar -tv` prints them. */
  let files: readonly string[] = [];

  const entry = (name: string) => runTool(['tar', '-xOf', archive, name], 60);

  beforeAll(async () => {
    archive = await imageArchive();
    const [manifest] = JSON.parse(await entry('manifest.json'));
    config = JSON.parse(await entry(manifest.Config));
    layers = manifest.Layers;
    const list = (layer: string) => runTool(['sh', '-c', `tar -xOf ${archive} ${layer} | tar -tv --numeric-owner`], 60);
    files = (await Promise.all(layers.map(list))).flatMap((text) => text.trim().split('\n'));
  }, CACHE_TIMEOUT_MS);

  it('starts kavmon itself, as a user that is not root, with its cache', () => {
    expect(config.config).toMatchObject({ User: '65532:65532', Entrypoint: ['/app/bin/kavmon'] });
    expect(config.config.Env).toEqual(expect.arrayContaining(['NODE_COMPILE_CACHE=/app/cache', 'MALLOC_ARENA_MAX=1']));
    expect(config.config.Labels).toMatchObject({
      'org.opencontainers.image.title': 'kavmon',
      'org.opencontainers.image.version': 'test',
      'org.opencontainers.image.revision': 'test',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.base.name': expect.stringMatching(/^localhost\/kavmon-base:run-/),
    });
  });

  it('has neither a shell nor npm nor the sources, but the list of what is in it', async () => {
    expect(files.filter((line) => /(bin\/(sh|bash|dash|busybox|npm)|\/app\/src\/|\.d\.ts)$/.test(line))).toEqual([]);
    const bills = await Promise.all(
      layers.map((layer) =>
        runTool(['sh', '-c', `tar -xOf ${archive} ${layer} | tar -xO app/sbom.cdx.json 2>/dev/null || true`], 60),
      ),
    );
    const { bomFormat, components } = JSON.parse(bills.join(''));
    expect(bomFormat).toBe('CycloneDX');
    const names = components.map(({ name }: { name: string }) => name);
    expect(names).toContain('piscina');
    // It is bundled and has no folder of its own.
    expect(names).toContain('ioredis');
    expect(names).not.toContain('vitest');
  });

  it('has the licences of the packages that are in it', () => {
    expect(files.some((line) => line.endsWith(' app/dist/THIRD_PARTY_LICENSES.txt'))).toBe(true);
  });

  it('has a compile cache that belongs to its user', () => {
    const cache = files.filter((line) => /app\/cache\/.+\/[0-9a-f]+$/.test(line));
    expect(cache.length).toBeGreaterThan(10);
    expect(cache.filter((line) => !line.includes('65532/65532'))).toEqual([]);
  });

  it('has nothing that everybody may write to but /tmp', () => {
    const open = files.filter((line) => /^[d-].{7}w/.test(line)).map((line) => line.split(' ').at(-1));
    expect([...new Set(open)]).toEqual(['tmp/']);
  });

  it('has its entry executable for everybody', () => {
    expect(files.find((line) => line.endsWith(' app/bin/kavmon'))).toMatch(/^-rwxr-xr-x/);
  });
});
