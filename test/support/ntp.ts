import { createSocket } from 'node:dgram';

const SECONDS_TO_1970 = 2_208_988_800;

export interface NtpFaults {
  /** Milliseconds that its clock is ahead of this machine's. */
  readonly aheadMs?: number;
  /** 0 refuses, 16 does not know the time. */
  readonly stratum?: number;
  readonly leap?: number;
  /** Of a refusal: `RATE`, `DENY`. */
  readonly code?: string;
  /** Answers somebody else's request. */
  readonly stray?: boolean;
  /** Requests that it lets pass before it answers; default 0. */
  readonly ignored?: number;
  /** Sends these bytes back instead of a packet. */
  readonly raw?: string;
  readonly isTimeless?: boolean;
}

/** Starts a time server (RFC 5905) for what a real one cannot be made to say. */
export const startNtp = async (
  faults: NtpFaults = {},
): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> => {
  const socket = createSocket('udp4');
  let seen = 0;
  socket.on('message', (request, { port, address }) => {
    if (seen++ < (faults.ignored ?? 0)) return;
    socket.send(faults.raw === undefined ? ntpReply(request, faults) : Buffer.from(faults.raw), port, address);
  });
  await new Promise<void>((resolve) => void socket.bind(0, '127.0.0.1', resolve));
  return { port: socket.address().port, stop: () => new Promise((resolve) => void socket.close(() => resolve())) };
};

const ntpReply = (request: Buffer, { aheadMs = 0, stratum = 2, leap = 0, code = '', ...faults }: NtpFaults): Buffer => {
  const reply = Buffer.alloc(48);
  reply[0] = (leap << 6) | (4 << 3) | 4;
  reply[1] = stratum;
  reply.write(code, 12, 'latin1');
  if (!faults.stray) request.copy(reply, 24, 40, 48);
  const now = Date.now() + aheadMs;
  for (const at of faults.isTimeless ? [] : [32, 40]) {
    reply.writeUInt32BE((Math.floor(now / 1000) + SECONDS_TO_1970) % 2 ** 32, at);
    reply.writeUInt32BE(Math.floor(((now % 1000) / 1000) * 2 ** 32), at + 4);
  }
  return reply;
};
