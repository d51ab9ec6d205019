import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import clockOffset from '../../../checks/endpoint/clock-offset.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { findFreePort } from '../../support/free-port.ts';
import { type NtpFaults, startNtp } from '../../support/ntp.ts';
import { judgePageExample } from '../../support/page-example.ts';
import { trackServer } from '../../support/tcp-server.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

/** Judges this machine's clock by servers with these faults. */
const judge = async (servers: readonly NtpFaults[], params: object = {}) => {
  const started = await Promise.all(servers.map((faults) => stopAfterTest(startNtp(faults))));
  const addresses = started.map(({ port }) => `127.0.0.1:${port}`);
  return judgeCheck(clockOffset, { servers: addresses, serverTimeout: '300ms', ...params }, { timeoutMs: 5000 });
};

const HOUR_MS = 3_600_000;

describe('the clock of this machine', () => {
  it('is right where the server has the same time', async () => {
    const result = await judge([{}]);
    expect(formatVerdict(result)).toBe('ok -: The clock of the machine is right');
    expect(Math.abs(result.measures.offset?.value ?? Number.NaN)).toBeLessThan(0.2);
    expect(result.assertions.map(({ name, status }) => [name, status])).toEqual([
      ['offset', 'pass'],
      ['offset', 'pass'],
    ]);
  });

  it.each([
    [-HOUR_MS, /^failed threshold: the clock of this machine: it is (?:1h|59m 59s) ahead of 127.*, the limit is 5s$/],
    [HOUR_MS, /^failed threshold: the clock of this machine: it is (?:1h|59m 59s|59m) behind 127.*, the limit is 5s$/],
    [-2000, /^degraded threshold: the clock of this machine: it is (?:2|1\.\d)s? ?.*ahead of .*, warns from 500ms on$/],
  ])('is off by what the server is ahead: %i ms', async (aheadMs, words) => {
    expect(formatVerdict(await judge([{ aheadMs }]))).toMatch(words);
  });

  it('is asked for by the example of the page, which is run', async () => {
    const [one, other] = [await stopAfterTest(startNtp({})), await stopAfterTest(startNtp({}))];
    const { result } = await judgePageExample('clock-offset', {
      '0.pool.ntp.org:123': `127.0.0.1:${one.port}`,
      'time.example.com:123': `127.0.0.1:${other.port}`,
    });
    expect(result).toMatchObject({ status: 'ok', looked: { servers: 2 } });
  });

  it('is judged by the server in the middle, so that one that is wrong changes nothing', async () => {
    const result = await judge([{ aheadMs: HOUR_MS }, {}, { aheadMs: 20 }]);
    expect(result.status).toBe('ok');
  });

  it('is right in 2036, when the seconds of NTP begin anew', async () => {
    const ahead = Date.UTC(2036, 1, 8) - Date.now();
    const { measures } = await judge([{ aheadMs: ahead }]);
    expect(measures.offset?.value).toBeCloseTo(ahead / 1000, 0);
  });

  it('is judged by those that answer; the others are notes', async () => {
    const result = await judge([{}, { ignored: 1000 }]);
    expect(result.status).toBe('ok');
    expect(result.notes).toEqual([expect.stringMatching(/no answer within 300ms \(NTP, over UDP\)$/)]);
  });

  it('is asked for again when a packet is lost', async () => {
    expect(await judge([{ ignored: 1 }], { serverTimeout: '3s' })).toMatchObject({ status: 'ok' });
  });
});

describe('a time server that gives no time', () => {
  it.each<[string, NtpFaults, RegExp]>([
    ['is silent', { ignored: 1000 }, /^timeout connect_timeout: 127.*no answer within 300ms/],
    ['answers somebody else', { stray: true }, /^timeout connect_timeout/],
    ['sends half a packet', { raw: 'x'.repeat(20) }, /^timeout connect_timeout/],
    ['says that it is asked too often', { stratum: 0, code: 'RATE' }, /^failed permission: .*asked too often \(RATE\)/],
    ['says no and nothing else', { stratum: 0, code: '\n\u001b' }, /^failed permission: .*refuses: it gives no reason/],
    ['has lost its source', { leap: 3 }, /^failed assertion: .*does not know the time itself \(stratum 2\)/],
    ['is of stratum 16', { stratum: 16 }, /^failed assertion: .*does not know the time itself \(stratum 16\)/],
    ['leaves the time out', { isTimeless: true }, /^error missing_value: .*no time in it/],
  ])('is not healthy when it %s', async (_, faults, words) => {
    const result = await judge([faults]);
    expect(formatVerdict(result)).toMatch(words);
    expect(result.durationMs).toBeLessThan(2000);
  });

  it('is refused where nobody listens', async () => {
    const servers = [`127.0.0.1:${await findFreePort()}`];
    expect(formatVerdict(await judgeCheck(clockOffset, { servers }))).toMatch(/^failed connect_refused/);
  });

  it('is too few of them, where more have to answer', async () => {
    const result = await judge([{}, { leap: 3 }], { minServers: 2 });
    expect(formatVerdict(result)).toMatch(/^failed assertion: .*does not know the time itself/);
  });
});

describe('the clock of a server that speaks HTTP', () => {
  /** Judges this machine's clock by the date of a server with these headers; an empty date is none. */
  const judgeByDate = async (headers: Readonly<Record<string, string>>, params: object = {}) => {
    const server = createServer((_, response) => {
      response.sendDate = headers.date !== '';
      for (const [name, value] of Object.entries(headers)) if (value !== '') response.setHeader(name, value);
      response.writeHead(403).end();
    });
    const { port } = await stopAfterTest(trackServer(server));
    return judgeCheck(clockOffset, { dates: [`http://127.0.0.1:${port}/version`], ...params }, { timeoutMs: 5000 });
  };
  const inMs = (ms: number): string => new Date(Date.now() + ms).toUTCString();

  it('is compared to the second, whatever the status', async () => {
    const result = await judgeByDate({});
    expect(formatVerdict(result)).toBe('ok -: The clock of the machine is right');
    expect(Math.abs(result.measures.offset?.value ?? Number.NaN)).toBeLessThan(2);
  });

  it.each([
    ['an hour ahead', { date: inMs(HOUR_MS) }, /^failed threshold: .*behind http:.*\/version, the limit is 5s$/],
    ['a minute behind', { date: inMs(-60_000) }, /^failed threshold: .*ahead of http/],
    ['without a date', { date: '' }, /^error missing_value: .*the answer has no date/],
    ['behind a cache', { age: '30' }, /^error missing_value: .*from a cache/],
  ])('is %s', async (_, headers, words) => {
    expect(formatVerdict(await judgeByDate(headers))).toMatch(words);
  });

  it('is asked beside time servers', async () => {
    const ntp = await stopAfterTest(startNtp({}));
    const result = await judgeByDate({}, { servers: [`127.0.0.1:${ntp.port}`], minServers: 2 });
    expect(result).toMatchObject({ status: 'ok', looked: { servers: 2 } });
  });

  it('is one clock at least', async () => {
    expect(formatVerdict(await judgeCheck(clockOffset, {}))).toMatch(/no clock is asked: give servers or dates/);
  });
});
