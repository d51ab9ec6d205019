import { afterAll, beforeAll, expect, it } from 'vitest';
import { resolveHost } from '../../../src/probes/net/resolve-host.ts';
import { candidateNames, parseHosts, parseSearchRules } from '../../../src/probes/net/resolver-files.ts';
import { type DnsServer, startDnsServer } from '../../support/dns.ts';

let dnsServer: DnsServer;
const recordsOfA = (data: string) => [{ type: 'A', data }] as const;

beforeAll(async () => {
  dnsServer = await startDnsServer({
    names: {
      'web.shop.svc.cluster.local': recordsOfA('10.0.0.7'),
      'both.test': [...recordsOfA('10.0.0.1'), { type: 'AAAA', data: 'fd00::1' }],
      'alias.test': [
        { type: 'CNAME', data: 'both.test' },
        { name: 'both.test', ...recordsOfA('10.0.0.1')[0] },
      ],
      'empty.test': [],
      'sick.test': 'servfail',
      'sick.shop.svc.cluster.local': 'servfail',
      'silent.test': 'silent',
      'big.test': { fault: 'truncated', records: recordsOfA('10.0.0.9') },
      'refused.test': 'refused',
      'odd.test': 'garbage',
    },
  });
});
afterAll(() => dnsServer.stop());

const CLUSTER_SEARCH = parseSearchRules(
  'search shop.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n',
);
const NO_SEARCH = parseSearchRules('');
const NO_HOSTS = parseHosts('');

const resolveForTest = async (host: string, options: object = {}, ms = 3000) => {
  const found = await resolveHost(
    host,
    { servers: [dnsServer.address], hosts: NO_HOSTS, search: NO_SEARCH, ...options },
    AbortSignal.timeout(ms),
  );
  return found.map(({ address, family }) => `${family} ${address}`);
};

const resolveFailure = async (host: string, options: object = {}, ms = 3000): Promise<string> => {
  const error: unknown = await resolveForTest(host, options, ms).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'ProbeError', reason: 'dns' });
  return (error as Error).message;
};

it('an address resolves to itself without a server', async () => {
  const asked = dnsServer.questions.length;
  expect(await resolveForTest('127.0.0.1')).toEqual(['4 127.0.0.1']);
  expect(await resolveForTest('[::1]')).toEqual(['6 ::1']);
  expect(await resolveFailure('127.0.0.1', { family: 6 })).toBe('127.0.0.1 has no IPv6 address: it is 127.0.0.1');
  expect(dnsServer.questions.length).toBe(asked);
});

it('localhost and names under it are not sent to a server', async () => {
  expect(await resolveForTest('localhost')).toEqual(['4 127.0.0.1', '6 ::1']);
  expect(await resolveForTest('api.LocalHost.', { family: 6 })).toEqual(['6 ::1']);
});

it('the hosts file comes first, in any case of letters', async () => {
  const hosts = parseHosts('# comment\n10.9.9.9 db.internal DB\n::2 db # also\nnonsense db\n');
  expect(await resolveForTest('DB', { hosts })).toEqual(['4 10.9.9.9', '6 ::2']);
  expect(await resolveForTest('db.internal', { hosts })).toEqual(['4 10.9.9.9']);
});

it('addresses of both families are found, or of the one that is asked for', async () => {
  expect(await resolveForTest('both.test')).toEqual(['4 10.0.0.1', '6 fd00::1']);
  expect(await resolveForTest('both.test', { family: 6 })).toEqual(['6 fd00::1']);
  expect(await resolveForTest('alias.test', { family: 4 })).toEqual(['4 10.0.0.1']);
  expect(await resolveForTest('big.test', { family: 4 })).toEqual(['4 10.0.0.9']);
});

it('a short name is completed by the search list', async () => {
  expect(await resolveForTest('web', { search: CLUSTER_SEARCH })).toEqual(['4 10.0.0.7']);
  expect(await resolveForTest('web.shop', { search: CLUSTER_SEARCH })).toEqual(['4 10.0.0.7']);
  expect(await resolveForTest('both.test', { search: CLUSTER_SEARCH })).toEqual(['4 10.0.0.1', '6 fd00::1']);
  expect(await resolveFailure('web.', { search: CLUSTER_SEARCH })).toBe(
    `web. cannot be resolved: NXDOMAIN, asked ${dnsServer.address}`,
  );
});

it('candidate names are in the order of resolv.conf(5)', () => {
  const rules = parseSearchRules('domain old\nsearch a.test b.test.\noptions timeout:1 ndots:2\n');
  expect(rules).toEqual({ domains: ['a.test', 'b.test'], ndots: 2 });
  expect(candidateNames('x', rules)).toEqual(['x.a.test', 'x.b.test', 'x']);
  expect(candidateNames('x.y.z', rules)).toEqual(['x.y.z', 'x.y.z.a.test', 'x.y.z.b.test']);
  expect(candidateNames('x.', rules)).toEqual(['x']);
});

it.each([
  ['nope.test', 'NXDOMAIN'],
  ['empty.test', 'no records of that type'],
  ['sick.test', 'SERVFAIL'],
  ['refused.test', 'REFUSED'],
  ['odd.test', 'an answer that is not DNS'],
])('the error has the cause: %s, %s', async (host, cause) => {
  expect(await resolveFailure(host)).toBe(`${host} cannot be resolved: ${cause}, asked ${dnsServer.address}`);
});

it.each([
  ['sick', 'SERVFAIL'],
  ['nope', 'NXDOMAIN'],
])('the error has the names tried of the search list: %s, %s', async (host, cause) => {
  const tried = `${host}.shop.svc.cluster.local, ${host}.svc.cluster.local, ${host}.cluster.local, ${host}`;
  expect(await resolveFailure(host, { search: CLUSTER_SEARCH })).toBe(
    `${host} cannot be resolved: ${cause}, asked ${dnsServer.address} (tried ${tried})`,
  );
});

it('an unreachable server has an error of its own', async () => {
  const stopped = await startDnsServer();
  await stopped.stop();
  expect(await resolveFailure('web.test', { servers: [stopped.address] })).toBe(
    `web.test cannot be resolved: no DNS server could be reached, asked ${stopped.address}`,
  );
});

it('a query to a silent server ends with the signal', async () => {
  const begun = performance.now();
  await expect(resolveForTest('silent.test', {}, 200)).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(performance.now() - begun).toBeLessThan(1200);
  await expect(resolveHost('localhost', {}, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
});
