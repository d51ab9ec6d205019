import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectUnix } from '../../../src/probes/net/unix-connect.ts';
import { folderForTest } from '../../support/for-test.ts';

const connectTo = (path: string): Promise<string> =>
  connectUnix(path, { signal: new AbortController().signal, phase: () => {} }).then(
    (socket) => {
      socket.destroy();
      return 'connected';
    },
    (error) => `${error.reason} ${error.advice} ${error.message}`,
  );

it('a socket that is listened on is connected to', async () => {
  const path = join(await folderForTest('socket'), 's');
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(path, resolve));
  expect(await connectTo(path)).toBe('connected');
  await new Promise((resolve) => server.close(resolve));
});

it('a path without a socket, one without a listener and one that is too long have errors of their own', async () => {
  const folder = await folderForTest('socket');
  expect(await connectTo(join(folder, 'none'))).toMatch(/^connect_refused socket_path .*there is no such socket/);
  await writeFile(join(folder, 'file'), '');
  expect(await connectTo(join(folder, 'file'))).toMatch(/^connect_refused socket_path .*nothing listens on the socket/);
  expect(await connectTo(join(folder, 'file', 's'))).toMatch(/^connect_refused .*no such socket/);
  expect(await connectTo(`/${'x'.repeat(120)}`)).toMatch(/^config .*at most 107 bytes/);
});

it('nothing is connected to once the signal has aborted', async () => {
  const signal = AbortSignal.abort(new Error('over'));
  await expect(connectUnix('/nowhere', { signal, phase: () => {} })).rejects.toThrow('over');
});
