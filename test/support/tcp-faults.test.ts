import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { halfAnswers } from './half-answers.ts';
import { pollUntil } from './poll-until.ts';
import * as faults from './tcp-faults.ts';
import type { TestListener } from './tcp-server.ts';

/**
 * Sends a line to a server and returns what it received and how the connection ended: `open` when it did not end within
 * `ms` after the first `minBytes` bytes, which may take any time. Elapsing time is what is tested: only it shows that
 * nothing comes.
 */
const talkTo = (port: number, minBytes = 0, ms = 150): Promise<{ received: Buffer; end: string }> =>
  new Promise((resolve) => {
    const parts: Buffer[] = [];
    let missing = minBytes;
    let timer: NodeJS.Timeout | undefined;
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: false });
    const finish = (end: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ received: Buffer.concat(parts), end });
    };
    const patience = (): void => {
      if (missing <= 0) timer ??= setTimeout(() => setImmediate(finish, 'open'), ms);
    };
    socket.on('connect', () => {
      socket.write('hello\r\n');
      patience();
    });
    socket.on('data', (part) => {
      parts.push(part);
      missing -= part.length;
      patience();
    });
    socket.on('end', () => finish('closed'));
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? 'error'));
  });

const useServer = async (server: TestListener, look: (server: TestListener) => Promise<void>): Promise<void> => {
  try {
    await look(server);
  } finally {
    await server.stop();
  }
};

it('a silent server accepts, says nothing, and counts the connection', async () =>
  useServer(await faults.tcpSilent(), async (server) => {
    const talking = talkTo(server.port, 0, 300);
    await pollUntil(() => server.connections() === 1, { what: 'the connection' });
    expect(await talking).toEqual({ received: Buffer.alloc(0), end: 'open' });
    await pollUntil(() => server.connections() === 0, { what: 'its end' });
    expect(server.accepted()).toBe(1);
  }));

it.each([
  ['closing', faults.tcpClosing, 'closed'],
  ['resetting', faults.tcpResetting, 'ECONNRESET'],
  ['closing after the request', () => faults.endingAfterRequest('close'), 'closed'],
  ['resetting after the request', () => faults.endingAfterRequest('reset'), 'ECONNRESET'],
] as const)('a server that is %s says nothing and ends', async (_name, begin, end) =>
  useServer(await begin(), async (server) => {
    const outcome = await talkTo(server.port, 0, 5000);
    expect(outcome.received).toHaveLength(0);
    expect([end, 'EPIPE', 'ECONNRESET']).toContain(outcome.end);
    expect(outcome.end).not.toBe('open');
  }),
);

it.each([
  ['hang', 'open'],
  ['close', 'closed'],
  ['reset', 'ECONNRESET'],
] as const)('a server of half an answer ends by %s', async (ending, end) =>
  useServer(await faults.tcpHalfAnswer(halfAnswers.redis, ending), async (server) => {
    expect(await talkTo(server.port, 9)).toEqual({ received: Buffer.from('$100\r\nabc'), end });
  }),
);

it('a dripping server sends byte by byte', async () =>
  useServer(await faults.tcpDripping({ head: 'HTTP/1.1 200 OK\r\n\r\n', every: 20 }), async (server) => {
    const { received, end } = await talkTo(server.port, 'HTTP/1.1 200 OK\r\n\r\nxxxxx'.length, 100);
    expect(received.toString()).toMatch(/^HTTP\/1.1 200 OK\r\n\r\nx{5,20}$/);
    expect(end).toBe('open');
  }));

it('an endless server sends a body without end, and holds back when the client does not read', async () =>
  useServer(await faults.tcpEndless('HTTP/1.1 200 OK\r\n\r\n'), async (server) => {
    expect((await talkTo(server.port, 1_000_001)).received.length).toBeGreaterThan(1_000_000);
    const idle = connect(server.port, '127.0.0.1').pause();
    idle.write('x');
    // Elapsing time is what is tested: what does not hold back fills the memory meanwhile.
    await sleep(200);
    expect(process.memoryUsage().rss).toBeLessThan(1_000_000_000);
    idle.destroy();
  }));

it('servers of other protocols speak those', async () => {
  await useServer(await faults.mailGreeter(), async ({ port }) => {
    expect((await talkTo(port, '220 mail.example ESMTP ready\r\n500 '.length)).received.toString()).toMatch(
      /^220 .*\r\n500 /,
    );
  });
  await useServer(await faults.webSpeaker(), async ({ port }) => {
    expect((await talkTo(port, 1)).received.toString()).toMatch(/^HTTP\/1.1 400 /);
  });
  await useServer(await faults.tcpGarbage(), async ({ port }) => {
    expect((await talkTo(port, 512)).received).toHaveLength(512);
  });
});

it('a refused port refuses', async () => {
  expect((await talkTo(await faults.refusedPort())).end).toBe('ECONNREFUSED');
});
