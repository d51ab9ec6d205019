import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { runTool } from './program.ts';

/** One image: its names, and a label that makes its digest differ from that of others. */
export type TestImage = {
  readonly names: readonly string[];
  readonly label?: string;
  readonly command?: readonly string[];
};

/** Returns the path of the static busybox, which all images consist of. */
export const findBusybox = async (): Promise<string> => (await runTool(['which', 'busybox'])).trim();

type TarEntry = { readonly path: string; readonly mode: number; readonly content?: Buffer; readonly link?: string };

/**
 * Writes a docker-archive with the images; each has busybox, whose path is `program`, under the names of all its tools.
 */
export const writeImageArchive = async (file: string, program: string, images: readonly TestImage[]): Promise<void> => {
  const layer = packTar([...(await layerEntries(program))]);
  const layerName = `${sha256Of(layer)}.tar`;
  const made = images.map(({ names, label = '', command = ['sh'] }) => {
    const config = Buffer.from(JSON.stringify(imageConfig(sha256Of(layer), label, command)));
    return { names, config, name: `${sha256Of(config)}.json` };
  });
  const manifest = made.map(({ names, name }) => ({ Config: name, RepoTags: names, Layers: [layerName] }));
  const entries = [
    ...made.map(({ name, config }) => ({ path: name, mode: 0o644, content: config })),
    { path: layerName, mode: 0o644, content: layer },
    { path: 'manifest.json', mode: 0o644, content: Buffer.from(JSON.stringify(manifest)) },
  ];
  await writeFile(file, packTar(entries));
};

const layerEntries = async (program: string): Promise<TarEntry[]> => {
  const tools = (await runTool([program, '--list'])).trim().split('\n');
  return [
    ...['bin/', 'etc/', 'tmp/', 'var/', 'www/'].map((path) => ({ path, mode: path === 'tmp/' ? 0o1777 : 0o755 })),
    { path: 'bin/busybox', mode: 0o755, content: await readFile(program) },
    ...tools
      .filter((tool) => tool !== 'busybox')
      .map((tool) => ({ path: `bin/${tool}`, mode: 0o777, link: 'busybox' })),
    {
      path: 'etc/passwd',
      mode: 0o644,
      content: Buffer.from('root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n'),
    },
  ];
};

const imageConfig = (layer: string, label: string, run: readonly string[]) => ({
  architecture: process.arch === 'x64' ? 'amd64' : process.arch,
  os: 'linux',
  created: '2026-01-01T00:00:00Z',
  config: { Env: ['PATH=/bin'], Cmd: run, Labels: { 'test.content': label } },
  rootfs: { type: 'layers', diff_ids: [`sha256:${layer}`] },
});

const sha256Of = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

const BLOCK_BYTES = 512;

const packTar = (entries: readonly TarEntry[]): Buffer =>
  Buffer.concat([
    ...entries.flatMap((entry) => {
      const content = entry.content ?? Buffer.alloc(0);
      return [
        tarHeader(entry, content.length),
        content,
        Buffer.alloc((BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES),
      ];
    }),
    Buffer.alloc(2 * BLOCK_BYTES),
  ]);

/** The ustar header (POSIX pax): numbers in octal; the checksum is computed with its own field as blanks. */
const tarHeader = ({ path, mode, link }: TarEntry, size: number): Buffer => {
  const block = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, at: number, width: number) =>
    block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
  block.write(path, 0, 'latin1');
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(1_767_225_600, 136, 12);
  block.write('        ', 148, 'latin1');
  block.write(link ? '2' : path.endsWith('/') ? '5' : '0', 156, 'latin1');
  if (link) block.write(link, 157, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
};
