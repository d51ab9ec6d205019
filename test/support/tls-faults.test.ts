import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { expect, it } from 'vitest';
import { startBlackHole } from './black-hole.ts';
import { makeTestCertificates } from './certificates.ts';
import type { TestListener } from './tcp-server.ts';
import * as faults from './tls-faults.ts';

const { leaf, ca } = makeTestCertificates();

/**
 * `secure`, the code of the error, or `open` when the handshake has not ended after `ms`. Elapsing time is what is
 * tested.
 */
const shakeHands = async (server: TestListener, ms = 10_000): Promise<string> => {
  const socket = connect({ port: server.port, host: '127.0.0.1', ca: ca.cert });
  const how = await Promise.race([
    once(socket, 'secureConnect').then(() => 'secure'),
    once(socket, 'error').then(([error]) => error.code),
    sleep(ms, 'open', { ref: false }),
  ]).catch((error) => error.code);
  socket.destroy();
  await server.stop();
  return how;
};

it('silent TLS shakes hands', async () => expect(await shakeHands(await faults.tlsSilent(leaf))).toBe('secure'));
it('stalled TLS does not shake hands', async () =>
  expect(await shakeHands(await faults.tlsStalled(), 200)).toBe('open'));
it('garbage is found out', async () => expect(await shakeHands(await faults.tlsGarbage())).toMatch(/^ERR_SSL/));
it('a refusal is told', async () => expect(await shakeHands(await faults.tlsRefusing())).toMatch(/HANDSHAKE_FAILURE/));
it('old TLS is too old', async () => expect(await shakeHands(await faults.tlsOld(leaf))).toMatch(/^ERR_SSL/));

it('a black hole neither accepts nor refuses', async () => {
  const hole = await startBlackHole();
  // Elapsing time is what is tested.
  const socket = connectTcp(hole.port, hole.host);
  const how = await Promise.race([once(socket, 'connect').then(() => 'connected'), sleep(700, 'nothing')]).catch(
    String,
  );
  socket.destroy();
  await hole.stop();
  expect(how).toBe('nothing');
});
