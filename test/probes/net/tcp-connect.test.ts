import { expect, it } from 'vitest';
import type { ResolvedAddress } from '../../../src/probes/net/resolve-host.ts';
import { connectToAddresses } from '../../../src/probes/net/tcp-connect.ts';
import { startBlackHole } from '../../support/black-hole.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { refusedPort, tcpSilent } from '../../support/tcp-faults.ts';
import type { TestListener } from '../../support/tcp-server.ts';

const ipv4Address = (address: string): ResolvedAddress => ({ address, family: 4 });
const connectTo = (addresses: readonly string[], { port }: Pick<TestListener, 'port'>, ms = 2000) =>
  connectToAddresses(addresses.map(ipv4Address), { host: 'web.test', port }, AbortSignal.timeout(ms));

it('the next address is tried when one refuses', async () => {
  const server = await stopAfterTest(tcpSilent());
  const socket = await connectTo(['127.0.0.2', '127.0.0.1'], server);
  expect(socket.remoteAddress).toBe('127.0.0.1');
  socket.destroy();
});

it('the next address is tried beside a silent one, and nothing stays open', async () => {
  const hole = await stopAfterTest(startBlackHole());
  const begun = performance.now();
  await expect(connectTo(['127.0.0.1', '127.0.0.2'], hole, 600)).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(performance.now() - begun).toBeLessThan(1600);
});

it('the error names all addresses that refuse', async () => {
  const port = await refusedPort();
  await expect(connectTo(['127.0.0.1', '127.0.0.2'], { port })).rejects.toMatchObject({
    reason: 'connect_refused',
    message: `web.test:${port} at 127.0.0.1, 127.0.0.2: connection refused (ECONNREFUSED)`,
  });
});

it('a connection ends with the signal, also after it was made', async () => {
  const server = await stopAfterTest(tcpSilent());
  const controller = new AbortController();
  const socket = await connectToAddresses(
    [ipv4Address('127.0.0.1')],
    { host: 'web.test', port: server.port },
    controller.signal,
  );
  controller.abort(new Error('over'));
  await pollUntil(() => server.connections() === 0, { what: 'the end of the connection', ms: 3000 });
  expect(socket.destroyed).toBe(true);
});
