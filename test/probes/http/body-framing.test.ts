import { expect, it } from 'vitest';
import { type HeaderLines, parseHead } from '../../../src/probes/http/answer-head.ts';
import { bodyFraming } from '../../../src/probes/http/body-framing.ts';

const headWith = (headers: HeaderLines, status = 200) => ({ status, httpVersion: '1.1', headers });

const CHUNKED: HeaderLines = [['transfer-encoding', 'chunked']];

/** The body out of these bytes, which arrive in two parts, and whether it is whole. */
const bodyOf = (bytes: string, cut: number, headers: HeaderLines): readonly [body: string, isWhole: boolean] => {
  const framing = bodyFraming(headWith(headers), 'GET');
  const parts = [bytes.slice(0, cut), bytes.slice(cut)].map((part) => Buffer.from(part, 'latin1'));
  const body = Buffer.concat(parts.flatMap((part) => framing.take(part)));
  return [body.toString('latin1'), framing.isWhole()];
};

it.each([
  ['in chunks', CHUNKED, '2\r\nok\r\nA;x="y"\r\n0123456789\r\n0\r\nTrailer: a\r\n\r\nmore', 'ok0123456789'],
  ['in chunks behind bare line feeds', CHUNKED, '2\nok\n0\n\n', 'ok'],
  ['in chunks without an end of line behind their data', CHUNKED, '2\r\nok1\r\n!0\r\n\r\n', 'ok!'],
  ['in chunks whose data looks like a size', CHUNKED, '3\r\n0\r\n\r\n0\r\n\r\n', '0\r\n'],
  ['of an announced length', [['content-length', '5']], 'whole and more', 'whole'],
  ['of no length', [['content-length', '0']], 'more', ''],
] as const)('a body %s is the same wherever its bytes are cut', (_, headers, bytes, body) => {
  for (let cut = 0; cut <= bytes.length; cut++) expect(bodyOf(bytes, cut, headers)).toEqual([body, true]);
});

it('a body is not whole before its last chunk, its length, or the end of its connection', () => {
  expect(bodyOf('2\r\nok\r\n0\r\n', 0, CHUNKED)).toEqual(['ok', false]);
  expect(bodyOf('who', 0, [['content-length', '5']])).toEqual(['who', false]);
  for (const headers of [[], [['transfer-encoding', 'gzip'] as const]])
    expect(bodyFraming(headWith(headers), 'GET')).toMatchObject({ untilClose: true });
});

it.each([
  ['HEAD', 200],
  ['GET', 101],
  ['GET', 204],
  ['GET', 304],
])('an answer to %s with the status %i has no body', (method, status) => {
  expect(bodyFraming(headWith([['content-length', '5']], status), method).isWhole()).toBe(true);
});

it.each(['x\r\n', '-1\r\n', '0x10\r\n', `${'f'.repeat(14)}\r\n`, '2'.repeat(20_000)])(
  'a chunk of the size %.20j breaks a rule',
  (bytes) => {
    expect(() => bodyOf(bytes, 0, CHUNKED)).toThrow(/chunk/);
  },
);

it('a head is the same wherever its bytes are cut, and there only when it is whole', () => {
  const bytes = Buffer.from('\r\nHTTP/1.0 503 Not now\r\nA: b\r\n folded\r\nSet-Cookie: x=y\r\n\r\nbody', 'latin1');
  const length = bytes.length - 'body'.length;
  const headers = [
    ['a', 'b folded'],
    ['set-cookie', 'x=y'],
  ];
  for (let cut = 0; cut < length; cut++) expect(parseHead(bytes.subarray(0, cut))).toBeUndefined();
  expect(parseHead(bytes)).toEqual({ head: { status: 503, httpVersion: '1.0', headers }, length });
});
