import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { watchOpening } from '../../../src/probes/net/watch-opening.ts';
import { askServer } from '../../support/probe-server.ts';
import { tcpClosing, tcpSilent } from '../../support/tcp-faults.ts';
import { listenTcp, type TestListener } from '../../support/tcp-server.ts';

const watch = (
  listener: Promise<TestListener>,
  openedInMs: number,
  meanwhile: (socket: Socket) => unknown = () => {},
) =>
  askServer(listener, async ({ port }) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    const watching = watchOpening(socket, { target: 'shop:80', allowClose: false, openedInMs }).then(
      () => 'open',
      ({ message }: Error) => message,
    );
    await meanwhile(socket);
    return watching.finally(() => socket.destroy());
  });

/** Drops what it took after so long, as a proxy far away does. */
const droppingAfter = (ms: number): Promise<TestListener> =>
  listenTcp((socket) => {
    const timer = setTimeout(() => socket.destroy(), ms);
    socket.once('close', () => clearTimeout(timer));
  });

const CLOSED = 'shop:80: took the connection and closed it at once';

it('a server that took long to connect to has as long again to drop the connection', async () => {
  expect(await watch(droppingAfter(200), 400)).toBe(CLOSED);
});

it('a thread that was busy hears what has arrived meanwhile', async () => {
  const block = (): void => {
    const busyUntil = performance.now() + 150;
    while (performance.now() < busyUntil);
  };
  expect(await watch(tcpClosing(), 0, block)).toBe(CLOSED);
});

it('a silent server is open, after a time that has an end', async () => {
  const started = performance.now();
  expect(await watch(tcpSilent(), 60_000)).toBe('open');
  expect(performance.now() - started).toBeLessThan(3000);
});
