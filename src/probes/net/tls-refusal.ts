import type { TLSSocket } from 'node:tls';
import { ProbeError } from '../../model/errors.ts';
import { errorCode, isClientCertificateAlert, isHandshakeFailure } from './network-error.ts';
import { awaitHandshake } from './tls-connect.ts';
import { watchOpening } from './watch-opening.ts';

/** Why the server takes no connection of this client, although it has shown its certificate; undefined when it does. */
export const findRefusal = async (
  socket: TLSSocket,
  target: string,
  hasCertificate: () => boolean,
): Promise<string | undefined> => {
  const started = performance.now();
  let isSecured = false;
  try {
    await awaitHandshake(socket, target);
    isSecured = true;
    const openedInMs = performance.now() - started;
    // Before TLS 1.3 the handshake ends with the word of the server.
    if (socket.getProtocol() === 'TLSv1.3') await watchOpening(socket, { target, allowClose: false, openedInMs });
    return undefined;
  } catch (error) {
    const refusal = error instanceof ProbeError && hasCertificate() ? describeRefusal(error, isSecured) : undefined;
    if (refusal === undefined) throw error;
    return refusal;
  }
};

const describeRefusal = ({ cause, message }: ProbeError, isSecured: boolean): string | undefined => {
  const code = errorCode(cause);
  if (isClientAlert(code)) return `the server wants a client certificate that it knows, and got none (${code})`;
  if (isSecured) return message;
  return code === 'ECONNRESET'
    ? 'the server closed the connection after it had shown its certificate, as one does that wants another client certificate'
    : undefined;
};

/** Before TLS 1.3 a server that misses a certificate says no more than that the handshake failed. */
const isClientAlert = (code: string): boolean => isClientCertificateAlert(code) || isHandshakeFailure(code);
