import { execFileSync, spawn } from 'node:child_process';
import { chmod, lstat, mkdir, open, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/redaction/redactor.ts';
import { createSink } from '../../../src/report/output/output-sink.ts';
import { writeFileWhole } from '../../../src/report/output/write-file.ts';
import { writeReports } from '../../../src/report/output/write-reports.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { runProcess } from '../../support/run-process.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { fullReport, SAMPLE_SECRET } from '../sample-report.ts';

let outputFolder: TemporaryFolder;
beforeAll(async () => {
  outputFolder = await makeTemporaryFolder('report');
});
afterAll(() => outputFolder.remove());

const outputRedactor = createRedactor();
outputRedactor.register(SAMPLE_SECRET);

const collectOutput = () => {
  const stream = new PassThrough();
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  return { stdout: createSink(stream), text: () => Buffer.concat(parts).toString() };
};

describe('the documents of a run', () => {
  it('go to standard output and to files at once, redacted', async () => {
    const { stdout, text } = collectOutput();
    const files = { json: join(outputFolder.path, 'a.json'), junit: join(outputFolder.path, 'a.xml') };
    const outputs = [
      { format: 'table' },
      { format: 'json', path: files.json },
      { format: 'junit', path: files.junit },
    ] as const;
    expect(
      await writeReports(fullReport, outputs, {
        redactor: outputRedactor,
        stdout,
        drainMs: 1000,
        renderOptions: fileRenderOptions,
      }),
    ).toEqual([]);
    expect(text()).toContain('4 problems (1 sev1), 2 consequences');
    expect(JSON.parse(await readFile(files.json, 'utf8'))).toMatchObject({ schemaVersion: 1 });
    expect(await readFile(files.junit, 'utf8')).toMatch(/^<\?xml/);
    for (const file of Object.values(files)) expect(await readFile(file, 'utf8')).not.toContain('Z9+q');
    expect((await readdir(outputFolder.path)).toSorted()).toEqual(['a.json', 'a.xml']);
  });

  it('say which could not be written, and write the others', async () => {
    const { stdout, text } = collectOutput();
    const outputs = [{ format: 'tap', path: join(outputFolder.path, 'no/such/x.tap') }, { format: 'nagios' }] as const;
    const [problem, ...more] = await writeReports(fullReport, outputs, {
      redactor: outputRedactor,
      stdout,
      drainMs: 1000,
      renderOptions: fileRenderOptions,
    });
    expect(problem).toMatch(/^the output tap is missing: cannot write .*x\.tap: its folder does not exist$/);
    expect(more).toEqual([]);
    expect(text()).toContain('KAVMON CRITICAL');
  });

  it('are no problem when the reader has gone', async () => {
    const stream = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('broken'), { code: 'EPIPE' })),
    });
    const stdout = createSink(stream);
    expect(
      await writeReports(fullReport, [{ format: 'json' }], {
        redactor: outputRedactor,
        stdout,
        drainMs: 1000,
        renderOptions: fileRenderOptions,
      }),
    ).toEqual([]);
    stdout.write('more');
    await stdout.drained(1000);
  });

  it('are a problem when the disk behind standard output is full', async () => {
    const stream = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
    });
    const writing = {
      redactor: outputRedactor,
      stdout: createSink(stream),
      drainMs: 1000,
      renderOptions: fileRenderOptions,
    };
    expect(await writeReports(fullReport, [{ format: 'json' }], writing)).toEqual([
      'cannot write to standard output: no space',
    ]);
  });
});

describe('standard output', () => {
  const sink = new URL('../../../src/report/output/output-sink.ts', import.meta.url).href;
  const script = (size: number) => `
    import { createSink } from ${JSON.stringify(sink)};
    const stdout = createSink(process.stdout);
    for (let line = 0; line < 100; line++) stdout.write('x'.repeat(${size}) + '\\n');
    await stdout.drained(1000);
    process.exit(stdout.failure() === undefined ? 7 : 8);`;

  const output = (command: string, size: number) => {
    const args = ['-o', 'pipefail', '-c', `"$0" --input-type=module -e "$1" | ${command}; echo "\${PIPESTATUS[0]}"`];
    return execFileSync('bash', [...args, process.execPath, script(size)], { encoding: 'utf8', stdio: 'pipe' });
  };

  it('is complete before the process ends, however slow its reader', () => {
    // The reader's slowness is what is tested.
    expect(output('{ sleep 0.5; wc -c; }', 40_000).trim().split('\n')).toEqual(['4000100', '7']);
  });

  it('ends in silence when its reader goes, and changes no exit code', () => {
    expect(output('head -c 1', 40_000).trim()).toBe('x7');
  });
});

describe('a file', () => {
  const text = 'x'.repeat(100_000);

  it('is replaced whole and keeps its mode', async () => {
    const path = join(outputFolder.path, 'old.txt');
    await writeFile(path, 'old');
    await chmod(path, 0o600);
    const before = (await stat(path)).ino;
    await writeFileWhole(path, text);
    expect(await readFile(path, 'utf8')).toBe(text);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(path)).ino).not.toBe(before);
  });

  it('is written behind its link', async () => {
    const target = join(outputFolder.path, 'target.txt');
    await writeFile(target, 'old');
    await symlink(target, join(outputFolder.path, 'link.txt'));
    await writeFileWhole(join(outputFolder.path, 'link.txt'), text);
    expect(await readFile(target, 'utf8')).toBe(text);
  });

  it('is written behind a link, through a folder that is one, to a target that is not there yet', async () => {
    const [folder, target] = [join(outputFolder.path, 'real'), join(outputFolder.path, 'new.txt')];
    await mkdir(folder);
    await symlink('real', join(outputFolder.path, 'linked'));
    await symlink('../new.txt', join(folder, 'first'));
    await symlink('first', join(folder, 'second'));
    await writeFileWhole(join(outputFolder.path, 'linked', 'second'), text);
    expect(await readFile(target, 'utf8')).toBe(text);
    expect((await lstat(join(folder, 'first'))).isSymbolicLink()).toBe(true);
  });

  it('is not written where links lead in a circle, nor in place of one that leads into no folder', async () => {
    const [circle, lost] = [join(outputFolder.path, 'circle'), join(outputFolder.path, 'lost')];
    await symlink('circle', circle);
    await symlink('nowhere/x', lost);
    await expect(writeFileWhole(circle, text)).rejects.toThrow('its symbolic links lead in a circle');
    await expect(writeFileWhole(lost, text)).rejects.toThrow('its folder does not exist');
    expect((await lstat(lost)).isSymbolicLink()).toBe(true);
  });

  it.each([
    ['its folder does not exist', 'missing/x'],
    ['its folder is a file', 'file/x'],
    ['it is a folder', 'dir'],
    ['the name is too long', 'n'.repeat(300)],
  ])('that cannot be: %s', async (cause, name) => {
    await mkdir(join(outputFolder.path, 'dir'), { recursive: true });
    await writeFile(join(outputFolder.path, 'file'), '');
    await expect(writeFileWhole(join(outputFolder.path, name), text)).rejects.toThrow(
      `cannot write ${join(outputFolder.path, name)}: ${cause}`,
    );
    expect((await readdir(outputFolder.path)).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  it('that is a device is written to, not replaced', async () => {
    await writeFileWhole('/dev/null', text);
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    await expect(writeFileWhole('/dev/full', text)).rejects.toThrow('no space is left');
  });

  it('that is a pipe without a reader is no reason to wait', async () => {
    const pipe = join(outputFolder.path, 'pipe');
    await runProcess('mkfifo', [pipe]);
    await expect(writeFileWhole(pipe, text)).rejects.toThrow('nobody reads the pipe');
    // Opened for both, so that the look of the test below is no end of file to the reader.
    const reader = spawn('sh', ['-c', 'exec 3<>"$1"; head -c 100000 <&3 | wc -c', 'sh', pipe]);
    const counted = new Promise<string>((resolve) => reader.stdout.once('data', (part) => resolve(String(part))));
    await pollUntil(() => hasReader(pipe), { what: 'the reader', every: 20 });
    await writeFileWhole(pipe, text);
    expect(await counted).toContain('100000');
  });
});

it('a pipe whose reader never reads is given up within the limit of the run', async () => {
  const pipe = join(outputFolder.path, 'frozen');
  await runProcess('mkfifo', [pipe]);
  // Opened for both, so that there is a reader.
  const frozen = await open(pipe, 'r+');
  const from = performance.now();
  await expect(writeFileWhole(pipe, 'x'.repeat(1_000_000), 200)).rejects.toThrow('nobody took it within 0.2 s');
  expect(performance.now() - from).toBeLessThan(2_000);
  await frozen.close();
});

/** Whether a writer could open the pipe. */
const hasReader = async (pipe: string): Promise<boolean> => {
  try {
    const file = await open(pipe, 0o1 | 0o4000);
    await file.close();
    return true;
  } catch {
    return false;
  }
};
