import { describe, expect, it } from 'vitest';
import { hostAndPort, hostName, hostOrSocket } from '../../src/params/host.ts';

describe('hostName', () => {
  it.each(['web.test', 'web.test.', '_sip._tcp.web.test', '10.0.0.1', '::1', '[fd00::1]', 'fe80::1%eth0'])(
    'takes %s',
    (text) => expect(hostName().safeParse(text).success).toBe(true),
  );
  it.each([
    'http://web.test',
    '127.0.0.1:80',
    '[::1]:80',
    'web.test/x',
    'a b',
    'u@web.test',
    'udp://10.0.0.1:53',
    '<host>',
    '%HOST%',
    '',
  ])('refuses %j', (text) => expect(hostName().safeParse(text).success).toBe(false));
});

describe('hostOrSocket', () => {
  it.each(['db.test', '::1', '/var/run/postgresql', '/cloudsql/project:region:name', '/run/redis.sock'])(
    'takes %s',
    (text) => expect(hostOrSocket().safeParse(text).success).toBe(true),
  );
  it.each(['redis://cache', 'db.test:5432', '[::1]:5432', 'run/redis.sock', ''])('refuses %j', (text) =>
    expect(hostOrSocket().safeParse(text).success).toBe(false),
  );
});

describe('hostAndPort', () => {
  it.each(['10.0.0.1', '10.0.0.1:53', '::1', '[::1]', '[::1]:53', 'dns.test:5353'])('takes %s', (text) =>
    expect(hostAndPort().safeParse(text).success).toBe(true),
  );
  it.each(['udp://10.0.0.1', '10.0.0.1:0', '10.0.0.1:99999', '10.0.0.1:x', '[::1]:x'])('refuses %j', (text) =>
    expect(hostAndPort().safeParse(text).success).toBe(false),
  );
});
