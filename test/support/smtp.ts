import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { PemCertificate } from './certificates.ts';
import { listenTcp, type TestListener } from './tcp-server.ts';

export type SmtpOptions = {
  /** Offers STARTTLS with this certificate; without one, STARTTLS is not known. */
  readonly certificate?: PemCertificate;
  /**
   * `refuses`: answers STARTTLS with 454. `hangs`: answers it with 220, without a handshake. `silent`: no greeting.
   * `busy`: greets with 421 and closes.
   */
  readonly fault?: 'refuses' | 'hangs' | 'silent' | 'busy';
};

export type SmtpServer = TestListener & { readonly lines: readonly string[] };

/** Starts a mail server that knows EHLO, HELO, STARTTLS, NOOP and QUIT, and records the lines that it receives. */
export const startSmtp = async (options: SmtpOptions = {}): Promise<SmtpServer> => {
  const lines: string[] = [];
  const listener = await listenTcp((socket) => greetClient(socket, options, lines));
  return { ...listener, lines };
};

const greetClient = (socket: Socket, options: SmtpOptions, lines: string[]): void => {
  if (options.fault === 'silent') return void socket.resume();
  if (options.fault === 'busy') return void socket.end('421 4.3.2 mail.test is busy\r\n');
  socket.write('220 mail.test ESMTP\r\n');
  serveLines(socket, options, lines);
};

const serveLines = (socket: Socket, options: SmtpOptions, lines: string[]): void => {
  let rest = '';
  const onData = (part: Buffer): void => {
    const parts = (rest + part.toString('latin1')).split('\r\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      const wantsTls = answerLine(socket, line, options);
      if (wantsTls) {
        socket.off('data', onData);
        upgradeToTls(socket, options, lines);
      }
    }
  };
  socket.on('data', onData);
};

/** Answers one line; true when the next bytes are a TLS handshake. */
const answerLine = (socket: Socket, line: string, options: SmtpOptions): boolean => {
  const verb = line.split(' ')[0]?.toUpperCase() ?? '';
  const offers = options.certificate !== undefined && !(socket instanceof TLSSocket);
  const reply = repliesOf(offers, options.fault === 'refuses')[verb] ?? '502 5.5.1 not known';
  if (verb === 'QUIT') socket.end(`${reply}\r\n`);
  else socket.write(`${reply}\r\n`);
  return verb === 'STARTTLS' && reply.startsWith('220');
};

const repliesOf = (offersTls: boolean, refusesTls: boolean): Readonly<Record<string, string>> => ({
  EHLO: offersTls ? '250-mail.test\r\n250-SIZE 1000000\r\n250 STARTTLS' : '250 mail.test',
  HELO: '250 mail.test',
  NOOP: '250 2.0.0 ok',
  QUIT: '221 2.0.0 bye',
  ...(offersTls ? { STARTTLS: refusesTls ? '454 4.7.0 TLS not available' : '220 2.0.0 go ahead' } : {}),
});

const upgradeToTls = (socket: Socket, options: SmtpOptions, lines: string[]): void => {
  if (options.fault === 'hangs' || options.certificate === undefined) return void socket.resume();
  const { key, chain } = options.certificate;
  const secure = new TLSSocket(socket, { isServer: true, key, cert: chain });
  secure.on('error', () => socket.destroy());
  serveLines(secure, options, lines);
};
