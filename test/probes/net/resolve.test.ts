import { afterAll, beforeAll, expect, it } from 'vitest';
import { resolve } from '../../../src/probes/net/resolve.ts';
import { candidates, parseHosts, parseSearch } from '../../../src/probes/net/resolver-files.ts';
import { type DnsServer, startDns } from '../../support/dns.ts';

let dns: DnsServer;
const A = (data: string) => [{ type: 'A', data }] as const;

beforeAll(async () => {
  dns = await startDns({
    names: {
      'web.shop.svc.cluster.local': A('10.0.0.7'),
      'both.test': [...A('10.0.0.1'), { type: 'AAAA', data: 'fd00::1' }],
      'alias.test': [
        { type: 'CNAME', data: 'both.test' },
        { name: 'both.test', ...A('10.0.0.1')[0] },
      ],
      'empty.test': [],
      'sick.test': 'servfail',
      'sick.shop.svc.cluster.local': 'servfail',
      'silent.test': 'silent',
      'big.test': { fault: 'truncated', records: A('10.0.0.9') },
      'refused.test': 'refused',
      'odd.test': 'garbage',
    },
  });
});
afterAll(() => dns.stop());

const CLUSTER = parseSearch('search shop.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n');
const NO_SEARCH = parseSearch('');
const NO_HOSTS = parseHosts('');

const ask = async (host: string, options: object = {}, ms = 3000) => {
  const found = await resolve(
    host,
    { servers: [dns.address], hosts: NO_HOSTS, search: NO_SEARCH, ...options },
    AbortSignal.timeout(ms),
  );
  return found.map(({ address, family }) => `${family} ${address}`);
};

const refusal = async (host: string, options: object = {}, ms = 3000): Promise<string> => {
  const error: unknown = await ask(host, options, ms).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'ProbeError', reason: 'dns' });
  return (error as Error).message;
};

it('an address is itself, and needs no server', async () => {
  const asked = dns.questions.length;
  expect(await ask('127.0.0.1')).toEqual(['4 127.0.0.1']);
  expect(await ask('[::1]')).toEqual(['6 ::1']);
  expect(await refusal('127.0.0.1', { family: 6 })).toBe('127.0.0.1 has no IPv6 address: it is 127.0.0.1');
  expect(dns.questions.length).toBe(asked);
});

it('localhost and what is under it never leaves the machine', async () => {
  expect(await ask('localhost')).toEqual(['4 127.0.0.1', '6 ::1']);
  expect(await ask('api.LocalHost.', { family: 6 })).toEqual(['6 ::1']);
});

it('the hosts file comes first, whatever the case', async () => {
  const hosts = parseHosts('# comment\n10.9.9.9 db.internal DB\n::2 db # also\nnonsense db\n');
  expect(await ask('DB', { hosts })).toEqual(['4 10.9.9.9', '6 ::2']);
  expect(await ask('db.internal', { hosts })).toEqual(['4 10.9.9.9']);
});

it('addresses of both families are found, or of the one that is wanted', async () => {
  expect(await ask('both.test')).toEqual(['4 10.0.0.1', '6 fd00::1']);
  expect(await ask('both.test', { family: 6 })).toEqual(['6 fd00::1']);
  expect(await ask('alias.test', { family: 4 })).toEqual(['4 10.0.0.1']);
  expect(await ask('big.test', { family: 4 })).toEqual(['4 10.0.0.9']);
});

it('a short name is looked for along the search list', async () => {
  expect(await ask('web', { search: CLUSTER })).toEqual(['4 10.0.0.7']);
  expect(await ask('web.shop', { search: CLUSTER })).toEqual(['4 10.0.0.7']);
  expect(await ask('both.test', { search: CLUSTER })).toEqual(['4 10.0.0.1', '6 fd00::1']);
  expect(await refusal('web.', { search: CLUSTER })).toBe(`web. cannot be resolved: NXDOMAIN, asked ${dns.address}`);
});

it('candidates stand in the order of resolv.conf(5)', () => {
  const rules = parseSearch('domain old\nsearch a.test b.test.\noptions timeout:1 ndots:2\n');
  expect(rules).toEqual({ domains: ['a.test', 'b.test'], ndots: 2 });
  expect(candidates('x', rules)).toEqual(['x.a.test', 'x.b.test', 'x']);
  expect(candidates('x.y.z', rules)).toEqual(['x.y.z', 'x.y.z.a.test', 'x.y.z.b.test']);
  expect(candidates('x.', rules)).toEqual(['x']);
});

it.each([
  ['nope.test', 'NXDOMAIN'],
  ['empty.test', 'no records of that type'],
  ['sick.test', 'SERVFAIL'],
  ['refused.test', 'REFUSED'],
  ['odd.test', 'an answer that is not DNS'],
])('the cause is told: %s, %s', async (host, cause) => {
  expect(await refusal(host)).toBe(`${host} cannot be resolved: ${cause}, asked ${dns.address}`);
});

it.each([
  ['sick', 'SERVFAIL'],
  ['nope', 'NXDOMAIN'],
])('what was tried of the search list is told: %s, %s', async (host, cause) => {
  const tried = `${host}.shop.svc.cluster.local, ${host}.svc.cluster.local, ${host}.cluster.local, ${host}`;
  expect(await refusal(host, { search: CLUSTER })).toBe(
    `${host} cannot be resolved: ${cause}, asked ${dns.address} (tried ${tried})`,
  );
});

it('no server is told as such', async () => {
  const stopped = await startDns();
  await stopped.stop();
  expect(await refusal('web.test', { servers: [stopped.address] })).toBe(
    `web.test cannot be resolved: no DNS server could be reached, asked ${stopped.address}`,
  );
});

it('a server that never answers ends with the signal, not later', async () => {
  const begun = performance.now();
  await expect(ask('silent.test', {}, 200)).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(performance.now() - begun).toBeLessThan(1200);
  await expect(resolve('localhost', {}, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
});
