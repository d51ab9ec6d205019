import { once } from 'node:events';
import { connect } from 'node:net';
import { Duplex, PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { ForwardRefusal, PodRefusal, type PortForwarder } from '../../src/kubernetes/port-forward.ts';
import { openPortTunnel, type PortTunnel } from '../../src/kubernetes/port-tunnel.ts';
import { pollUntil } from '../support/poll-until.ts';

const TARGET = { namespace: 'shop', pod: 'web-1', port: 8080 };

let tunnel: PortTunnel;
afterEach(() => tunnel.close());

/** Connects to a tunnel whose forwarder does this, and waits until the connection is closed. */
const askThrough = async (forward: PortForwarder['connect'], ending = new AbortController()) => {
  tunnel = await openPortTunnel({ connect: forward, close: () => {} }, TARGET, ending.signal);
  const socket = connect(tunnel.port, '127.0.0.1');
  await once(socket, 'close');
  return tunnel.failure();
};

describe('a tunnel to a port of a pod', () => {
  it.each([
    ['pod', new PodRefusal('connection refused')],
    ['forbidden', new ForwardRefusal('the API server answered 403', true)],
    ['way', new ForwardRefusal('the API server answered 502')],
    ['way', Object.assign(new Error('connect EMFILE 10.0.0.1:443'), { code: 'EMFILE' })],
    ['way', new TypeError('a fault of kavmon')],
    ['silence', new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
  ])('says that the fault is at the %s, whether it comes before or after the connection: %s', async (at, error) => {
    expect(await askThrough(() => Promise.reject(error))).toMatchObject({ at });
    tunnel.close();
    const broken = async () => new Duplex({ read: () => {} }).on('error', () => {}).destroy(error);
    expect(await askThrough(broken)).toMatchObject({ at });
  });

  it('says that the run ended, not that the pod refused, where that closes a connection', async () => {
    const ending = new AbortController();
    const forward: PortForwarder['connect'] = async (_, signal) => {
      const stream = new PassThrough();
      stream.on('error', () => {});
      signal.addEventListener('abort', () => stream.destroy(signal.reason), { once: true });
      queueMicrotask(() => ending.abort());
      return stream;
    };
    expect(await askThrough(forward, ending)).toMatchObject({ at: 'ended' });
  });

  it('lets go of a connection that comes when the one that asked for it is gone', async () => {
    const stream = new PassThrough();
    const { promise, resolve } = Promise.withResolvers<Duplex>();
    const asked = Promise.withResolvers<void>();
    tunnel = await openPortTunnel(
      {
        connect: () => {
          asked.resolve();
          return promise;
        },
        close: () => {},
      },
      TARGET,
      new AbortController().signal,
    );
    const socket = connect(tunnel.port, '127.0.0.1');
    await asked.promise;
    tunnel.close();
    await once(socket, 'close');
    resolve(stream);
    await pollUntil(() => stream.destroyed, { what: 'no connection to the pod' });
    expect(tunnel.failure()).toBeUndefined();
  });
});
