import { afterAll, beforeAll, expect, it } from 'vitest';
import dnsResolution from '../../../checks/endpoint/dns-resolution.ts';
import { type DnsServer, startDnsServer } from '../../support/dns.ts';
import { judgePageExample } from '../../support/page-example.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

let currentServer: DnsServer;
let staleServer: DnsServer;

beforeAll(async () => {
  currentServer = await startDnsServer({
    names: {
      'web.test': [
        { type: 'A', data: '10.0.0.1' },
        { type: 'A', data: '10.0.0.2' },
        { type: 'AAAA', data: 'fd00::1' },
        { type: 'MX', data: '10 Mail.test' },
        { type: 'NS', data: 'ns1.test' },
        { type: 'TXT', data: 'v=spf1 -all' },
        { type: 'SRV', data: '0 5 5060 sip.test' },
        { type: 'SOA', data: 'ns1.test admin.test 7 3600 600 86400 60' },
        { type: 'CAA', data: '0 issue ca.test' },
      ],
      'alias.test': [{ type: 'CNAME', data: 'web.test' }],
      '1.0.0.10.in-addr.arpa': [{ type: 'PTR', data: 'web.test' }],
      'empty.test': [],
      'sick.test': 'servfail',
      'closed.test': 'refused',
      'silent.test': 'silent',
      'garbage.test': 'garbage',
      'drip.test': { fault: 'drip', records: [{ type: 'A', data: '10.0.0.1' }] },
      'slow.test': { fault: 'truncated', records: [{ type: 'A', data: '10.0.0.1' }], delay: 60 },
    },
  });
  staleServer = await startDnsServer({ names: { 'web.test': [{ type: 'A', data: '10.0.0.1' }] } });
});
afterAll(async () => {
  await currentServer.stop();
  await staleServer.stop();
});

const judgeDns = (params: object, timeoutMs = 8000) =>
  judgeCheck(dnsResolution, { host: 'web.test', resolvers: [currentServer.address], ...params }, { timeoutMs });

it.each([
  ['A', ['10.0.0.2', '10.0.0.1']],
  ['AAAA', ['FD00:0:0::1']],
  ['MX', ['10 mail.test.']],
  ['NS', ['ns1.test']],
  ['TXT', ['v=spf1 -all']],
  ['SRV', ['0 5 5060 sip.test']],
  ['SOA', ['ns1.test admin.test 7 3600 600 86400 60']],
  ['CAA', ['0 issue ca.test']],
])('records of type %s are compared as a zone file writes them', async (type, equals) => {
  expect(formatVerdict(await judgeDns({ type, equals }))).toBe('ok -: Names resolve to the expected records');
});

it('aliases and addresses are looked up too', async () => {
  expect(await judgeDns({ host: 'alias.test', type: 'CNAME', equals: ['web.test'] })).toMatchObject({ status: 'ok' });
  expect(await judgeDns({ host: '10.0.0.1', type: 'PTR', equals: ['web.test'] })).toMatchObject({ status: 'ok' });
});

it('a set with some of the expected addresses is no success', async () => {
  const result = await judgeDns({ equals: ['10.0.0.1', '10.0.0.3'] });
  expect(formatVerdict(result)).toBe(
    `failed assertion: A of web.test at ${currentServer.address}: 10.0.0.3 is missing, 10.0.0.2 is not expected`,
  );
  expect(result.findings[0]).toMatchObject({
    evidence: { server: currentServer.address, rcode: 'NOERROR', records: ['10.0.0.1', '10.0.0.2'] },
    next: [`dig @127.0.0.1 -p ${currentServer.port} web.test A`],
  });
  expect(await judgeDns({ equals: ['10.0.0.1'] })).toMatchObject({ status: 'failed' });
  expect(await judgeDns({ contains: ['10.0.0.1'] })).toMatchObject({ status: 'ok' });
  expect(await judgeDns({ contains: ['10.0.0.1', '10.0.0.3'] })).toMatchObject({ status: 'failed' });
  expect(await judgeDns({ excludes: ['10.0.0.2'] })).toMatchObject({ status: 'failed' });
  expect(await judgeDns({ minAnswers: 3 })).toMatchObject({ status: 'failed', reason: 'assertion' });
});

it('an empty expectation list is a config error', async () => {
  for (const params of [{ equals: [] }, { contains: [] }, { minAnswers: 0 }, { resolvers: [] }, { resolver: 'x' }])
    expect(await judgeDns(params)).toMatchObject({ status: 'error', reason: 'config' });
});

it('a missing name, missing records and a failing server have causes of their own', async () => {
  const missing = await judgeDns({ host: 'nope.test', equals: ['10.0.0.1'] });
  expect(formatVerdict(missing)).toMatch(/^failed dns: .*the answer is NXDOMAIN$/);
  expect(missing.findings).toHaveLength(1);
  expect(formatVerdict(await judgeDns({ host: 'empty.test' }))).toMatch(
    /^failed assertion: .*0 records, expected at least 1/,
  );
  expect(formatVerdict(await judgeDns({ host: 'sick.test' }))).toMatch(/^failed dns: .*SERVFAIL, asked 127/);
  expect(formatVerdict(await judgeDns({ host: 'garbage.test' }))).toMatch(/^failed dns: .*an answer that is not DNS/);
});

it('each resolver must agree unless any is enough, and one that does not is named', async () => {
  const params = { resolvers: [currentServer.address, staleServer.address], equals: ['10.0.0.1', '10.0.0.2'] };
  const each = await judgeDns(params);
  expect(each.findings.map(({ message }) => message)).toEqual([
    `A of web.test at ${staleServer.address}: 10.0.0.2 is missing`,
  ]);
  const any = await judgeDns({ ...params, of: 'any' });
  expect(any).toMatchObject({
    status: 'ok',
    looked: { resolvers: 2 },
    notes: [`${staleServer.address} did not answer as expected`],
  });
  expect(await judgeDns({ ...params, of: 'any', equals: ['10.0.0.9'] })).toMatchObject({ status: 'failed' });
});

it.each(['silent.test', 'drip.test'])('%s ends with the limit and names the server', async (name) => {
  const result = await judgeDns({ host: name }, 400);
  expect(result).toMatchObject({ status: 'timeout', notes: [`no answer from ${currentServer.address}`] });
  expect(result.durationMs).toBeLessThan(1400);
});

it('a resolver that refuses or has no address is a finding beside one that answers', async () => {
  const gone = await startDnsServer();
  await gone.stop();
  const result = await judgeDns({ resolvers: [currentServer.address, gone.address] });
  expect(formatVerdict(result)).toMatch(/^failed dns: .*no DNS server could be reached/);
  expect(result.findings).toHaveLength(1);
});

it('latency warns and fails', async () => {
  expect(await judgeDns({ host: 'slow.test', warnAfter: '30ms' })).toMatchObject({
    status: 'degraded',
    reason: 'latency',
  });
});

it('the hosts file and servers of the machine are ignored for a resolver that is named', async () => {
  await judgeDns({ host: 'localhost' });
  expect(currentServer.questions.at(-1)).toMatchObject({ name: 'localhost', type: 'A' });
});

it('a truncated answer without TCP is told apart from a server that is not there', async () => {
  const names = { 'web.test': 'truncated', 'fine.test': [{ type: 'A', data: '10.0.0.1' }] } as const;
  const udpOnly = await startDnsServer({ names, udpOnly: true });
  const resolvers = [udpOnly.address];
  for (const type of ['A', 'TXT'])
    expect(formatVerdict(await judgeDns({ resolvers, type }))).toMatch(
      new RegExp(
        `^failed dns: .*the answer is truncated, and ${udpOnly.address} takes no TCP: UDP and TCP are both needed`,
      ),
    );
  expect(await judgeDns({ resolvers, host: 'fine.test' })).toMatchObject({ status: 'ok' });
  await udpOnly.stop();
  const gone = await judgeDns({ resolvers });
  expect(gone.message).toMatch(/no DNS server could be reached/);
});

it.each([
  ['nope.test', 'NXDOMAIN', 'ok'],
  ['empty.test', 'NODATA', 'ok'],
  ['web.test', 'NXDOMAIN', 'failed dns: .*the answer is NOERROR with 10.0.0.1, 10.0.0.2, expected NXDOMAIN'],
  ['web.test', 'NODATA', 'failed dns: .*the answer is NOERROR with 10.0.0.1, 10.0.0.2, expected NODATA'],
  ['empty.test', 'NXDOMAIN', 'failed dns: .*the answer is NODATA, expected NXDOMAIN'],
  ['nope.test', 'NODATA', 'failed dns: .*the answer is NXDOMAIN, expected NODATA'],
  ['sick.test', 'NXDOMAIN', 'failed dns: .*SERVFAIL'],
  ['closed.test', 'REFUSED', 'ok'],
  ['sick.test', 'SERVFAIL', 'ok'],
  ['closed.test', 'SERVFAIL', 'failed dns: .*REFUSED'],
  ['closed.test', 'NOERROR', 'failed dns: .*REFUSED'],
  ['web.test', 'REFUSED', 'failed dns: .*the answer is NOERROR with 10.0.0.1, 10.0.0.2, expected REFUSED'],
  ['nope.test', 'REFUSED', 'failed dns: .*the answer is NXDOMAIN, expected REFUSED'],
  ['silent.test', 'REFUSED', 'timeout|failed dns'],
  ['web.test', 'NOERROR', 'ok'],
])('the name %s that is expected to be %s is %s', async (host, rcode, verdict) => {
  expect(formatVerdict(await judgeDns({ host, rcode }))).toMatch(new RegExp(`^${verdict}`));
});

it('the example of the page is run', async () => {
  const { result } = await judgePageExample('dns-resolution', {
    '10.96.0.10:53': currentServer.address,
    'payments.example.com': 'web.test',
    '192.0.2.10': '10.0.0.2',
  });
  expect(formatVerdict(result)).toMatch(/^ok/);
});

it('a server that is not there is no missing name', async () => {
  const gone = await startDnsServer();
  await gone.stop();
  const result = await judgeDns({ resolvers: [gone.address], host: 'nope.test', rcode: 'NXDOMAIN' });
  expect(result).toMatchObject({ status: 'failed', reason: 'dns' });
});

it.each([
  { host: 'http://web.test' },
  { host: 'web.test:53' },
  { host: 'web.test/x' },
  { resolvers: ['udp://127.0.0.1:53'] },
  { resolvers: ['127.0.0.1:99999'] },
  { resolvers: ['127.0.0.1:dns'] },
  { dnssec: true },
  { rcode: 'NXDOMAIN', equals: ['10.0.0.1'] },
])('%j is a config error', async (params) => {
  expect(await judgeDns(params)).toMatchObject({ status: 'error', reason: 'config' });
});
