import { expect, it } from 'vitest';
import { otherProtocolError, recognizeSpeaker } from '../../../src/probes/net/spoken-protocol.ts';

it.each([
  ['TLS', Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46])],
  ['TLS', Buffer.from([0x16, 3, 3, 0, 80])],
  ['HTTP', 'HTTP/1.1 400 Bad Request\r\n'],
  ['HTTP', '<!DOCTYPE html><html>'],
  ['HTTP/2', Buffer.from([0, 0, 18, 4, 0, 0, 0, 0, 0])],
  ['SSH', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
  ['a mail or FTP server', '220 mail.example ESMTP\r\n'],
  ['a mail or FTP server', '554 no access\r\n'],
  ['an IMAP server', '* OK IMAP4rev1 ready\r\n'],
  ['a POP3 server', '+OK POP3 ready <1.2@mail.example>\r\n'],
  ['Redis', '-ERR unknown command\r\n'],
  ['Redis', '-NOAUTH Authentication required.\r\n'],
  ['PostgreSQL', Buffer.from([0x45, 0, 0, 0, 40])],
  ['AMQP', Buffer.from('AMQP\0\0\x09\x01', 'latin1')],
  ['NATS', 'INFO {"server_id":"x"}\r\n'],
])('%s is recognized by its first bytes', (speaker, bytes) => {
  expect(recognizeSpeaker(Buffer.from(bytes as string))).toBe(speaker);
});

it.each(['hello\n', '', 'x', '+1', '-', '22', Buffer.from([0x15]), Buffer.from([1, 2, 3, 4, 5, 6, 7])])(
  'bytes of no known protocol are named as none: %j',
  (bytes) => {
    expect(recognizeSpeaker(Buffer.from(bytes as string))).toBeUndefined();
  },
);

it('the error quotes what was said, names who says it, and how TLS is asked for', () => {
  const target = { target: 'h:1', protocol: 'Redis', withTls: 'rediss://' };
  expect(otherProtocolError(target, Buffer.from([0x15, 3, 3, 0]))).toMatchObject({
    reason: 'protocol',
    advice: 'other_protocol',
    message: 'h:1: not the answer of Redis: "\\u0015\\u0003\\u0003\\u0000"; this port speaks TLS, ask with rediss://',
  });
  expect(otherProtocolError(target, Buffer.from('what?')).message).toBe('h:1: not the answer of Redis: "what?"');
  expect(otherProtocolError({ target: 'h:1', protocol: 'PostgreSQL' }, Buffer.from('R\0\0\0\x17')).message).toMatch(
    /^h:1: not the answer of PostgreSQL: ".+"; check that PostgreSQL answers on this port$/,
  );
});
