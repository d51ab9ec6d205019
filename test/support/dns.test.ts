import { Resolver } from 'node:dns/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DnsServer, startDnsServer } from './dns.ts';

let dnsServer: DnsServer;
const patientResolver = new Resolver({ timeout: 10_000, tries: 1 });
const hastyResolver = new Resolver({ timeout: 300, tries: 1 });

beforeAll(async () => {
  dnsServer = await startDnsServer({
    names: {
      'web.test': [
        { type: 'A', data: '10.0.0.1', ttl: 30 },
        { type: 'A', data: '10.0.0.2', ttl: 30 },
        { type: 'AAAA', data: 'fd00::1:2' },
        { type: 'MX', data: '10 mail.test' },
        { type: 'TXT', data: 'v=spf1 -all' },
        { type: 'SRV', data: '0 5 5060 sip.test' },
        { type: 'SOA', data: 'ns.test admin.test 7 3600 600 86400 60' },
        { type: 'CAA', data: '0 issue ca.test' },
        { type: 'NS', data: 'ns.test' },
      ],
      'alias.test': [{ type: 'CNAME', data: 'web.test' }],
      '1.0.0.10.in-addr.arpa': [{ type: 'PTR', data: 'web.test' }],
      'silent.test': 'silent',
      'sick.test': 'servfail',
      'no.test': 'refused',
      'garbage.test': 'garbage',
      'other.test': 'other-id',
      'big.test': { fault: 'truncated', records: [{ type: 'A', data: '10.0.0.3' }] },
      'drip.test': { fault: 'drip', records: [{ type: 'A', data: '10.0.0.4' }] },
    },
  });
  for (const one of [patientResolver, hastyResolver]) one.setServers([dnsServer.address]);
});

afterAll(() => dnsServer.stop());

it('the DNS server answers with the records given', async () => {
  expect(await patientResolver.resolve4('web.test', { ttl: true })).toEqual([
    { address: '10.0.0.1', ttl: 30 },
    { address: '10.0.0.2', ttl: 30 },
  ]);
  expect(await patientResolver.resolve6('web.test')).toEqual(['fd00::1:2']);
  expect(await patientResolver.resolveMx('web.test')).toMatchObject([{ priority: 10, exchange: 'mail.test' }]);
  expect(await patientResolver.resolveTxt('web.test')).toEqual([['v=spf1 -all']]);
  expect(await patientResolver.resolveSrv('web.test')).toMatchObject([{ weight: 5, port: 5060, name: 'sip.test' }]);
  expect(await patientResolver.resolveSoa('web.test')).toMatchObject({ serial: 7, nsname: 'ns.test' });
  expect(await patientResolver.resolveCaa('web.test')).toMatchObject([{ critical: 0, issue: 'ca.test' }]);
  expect(await patientResolver.resolveNs('web.test')).toEqual(['ns.test']);
  expect(await patientResolver.resolveCname('alias.test')).toEqual(['web.test']);
  expect(await patientResolver.reverse('10.0.0.1')).toEqual(['web.test']);
});

it.each([
  ['silent.test', 'ETIMEOUT'],
  ['sick.test', 'ESERVFAIL'],
  ['no.test', 'EREFUSED'],
  ['missing.test', 'ENOTFOUND'],
  ['other.test', 'ETIMEOUT'],
  ['drip.test', 'ETIMEOUT'],
] as const)('the DNS server shows the fault %s: %s', async (name, code) => {
  const asker = code === 'ETIMEOUT' ? hastyResolver : patientResolver;
  await expect(asker.resolve4(name)).rejects.toMatchObject({ code });
});

it('the DNS server tells by TCP what it cut off by UDP', async () => {
  expect(await patientResolver.resolve4('big.test')).toEqual(['10.0.0.3']);
  expect(
    dnsServer.questions.filter((question) => question.name === 'big.test').map((question) => question.over),
  ).toEqual(['udp', 'tcp']);
});
