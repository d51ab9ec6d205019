import { expect, it } from 'vitest';
import { parsePostgresTargets, postgresUrlProblem } from '../../../src/probes/postgres/target.ts';

const parseTarget = (address: Parameters<typeof parsePostgresTargets>[0]) => parsePostgresTargets(address)[0];

it('the query of a url overrides its parts, and none of its parameters is lost', () => {
  const url =
    'postgres://x:y@a:1/z?host=db.example&port=6432&user=mon@server&password=p%26w&dbname=shop&application_name=mon' +
    '&options=--cluster%3Dblue&target_session_attrs=read-only&connect_timeout=5&channel_binding=require';
  expect(parseTarget({ url })).toMatchObject({
    host: 'db.example',
    port: 6432,
    user: 'mon@server',
    password: 'p&w',
    database: 'shop',
    applicationName: 'mon',
    startupOptions: '--cluster=blue',
    sessionAttributes: 'read-only',
    asksForBinding: true,
  });
  expect(parseTarget({ url: 'postgres://h/d?user=u&password=a+b' })).toMatchObject({ password: 'a+b' });
});

it.each([
  ['sslmode=require', { insecure: true }],
  ['sslmode=require&sslrootcert=/ca.pem', { insecure: false, anyName: true, ca: '/ca.pem' }],
  ['sslmode=prefer&sslrootcert=/ca.pem', { insecure: false, anyName: true }],
  ['sslmode=verify-ca&sslrootcert=/ca.pem', { insecure: false, anyName: true }],
  ['sslmode=verify-full&sslrootcert=/ca.pem', { insecure: false, anyName: false }],
  ['sslmode=verify-full', { insecure: false, anyName: false }],
  ['sslrootcert=/ca.pem', { insecure: false, anyName: false }],
  ['sslrootcert=system', { insecure: false, anyName: false, ca: undefined }],
  ['sslmode=no-verify', { insecure: true }],
  ['ssl=true', { insecure: true }],
  ['sslmode=require&ssl_min_protocol_version=TLSv1.3', { minVersion: 'TLSv1.3' }],
] as const)('%s verifies as libpq does', (query, tls) => {
  expect(parseTarget({ url: `postgres://u:p@h/d?${query}` })?.tls).toMatchObject(tls);
});

it.each([
  ['sslmod=require', 'the parameter sslmod of the url is not supported: did you mean sslmode?'],
  ['pgbouncer=true', 'the parameter pgbouncer of the url is not supported: known are host, port, '],
  ['sslmode=verify-fulll', 'sslmode verify-fulll is not supported: did you mean verify-full?'],
  ['sslmode=disable&sslrootcert=/ca.pem', 'disable does not use the root certificate that is given'],
  ['sslmode=no-verify&sslrootcert=/ca.pem', 'no-verify does not use the root certificate that is given'],
  ['sslmode=require&sslrootcert=system', 'sslrootcert=system verifies in full'],
  ['target_session_attrs=readonly', 'target_session_attrs in the url is none of any, read-write'],
  ['port=5432,5433', 'the url names 1 host and 2 ports'],
  ['host=a,b,c&port=1,2', 'the url names 3 hosts and 2 ports'],
  ['host=a,,b', 'the url has an empty host in its list of hosts'],
  ['port=0', 'the port in the url is no number from 1 to 65535'],
  ['ssl=1', 'ssl in the url is true, or left out'],
  ['connect_timeout=5s', 'connect_timeout in the url has a value that libpq does not know'],
  ['channel_binding=yes', 'channel_binding in the url has a value that libpq does not know'],
] as const)('%s is refused by name', (query, message) => {
  expect(postgresUrlProblem(`postgres://u:p@h/d?${query}`)).toContain(message);
});

it('a url with an empty host names none', () => {
  expect(postgresUrlProblem('postgres://u@/d?host=')).toBe('the url names no host');
});

it('a fragment and a password that is not percent-encoded are refused without a word of them', () => {
  expect(postgresUrlProblem('postgres://u:p@h/d#x')).toBe('the url has a #, which means nothing here: write %23');
  expect(postgresUrlProblem('postgres://mon:Tr0ub4dor@prod-geheim-7/2024@host/db')).toBe(
    'the password in the url is not percent-encoded: write %40 for @, %2F for /, %23 for # and %3F for ?',
  );
});

it.each([
  ['postgres://u:p@a:1,b:2/d', ['a:1/d', 'b:2/d']],
  ['postgresql://u:p@a,b/d?port=6432', ['a:6432/d', 'b:6432/d']],
  ['postgres://u:p@a:1,b,[::1]:3/d', ['a:1/d', 'b:5432/d', '[::1]:3/d']],
  ['postgres://u:p@/d?host=a,b,c&port=1,2,3', ['a:1/d', 'b:2/d', 'c:3/d']],
  ['postgres://u:p@/d?host=/run/pg,b', ['/run/pg/.s.PGSQL.5432 (d)', 'b:5432/d']],
  ['postgres://u:p,w@a:1,b:2/d?load_balance_hosts=random', ['a:1/d', 'b:2/d']],
] as const)('%s names its servers as libpq reads it', (url, texts) => {
  expect(parsePostgresTargets({ url }).map(({ text }) => text)).toEqual(texts);
  expect(parsePostgresTargets({ url, host: 'x', port: 9 }).map(({ text }) => text)).toEqual(['x:9/d']);
  expect(parsePostgresTargets({ url, hosts: ['y', 'z:8'] }).map(({ text }) => text)).toEqual(['y:5432/d', 'z:8/d']);
});

it('a list of hosts hides no password that is not percent-encoded, and no placeholder', () => {
  expect(postgresUrlProblem('postgres://mon:Tr0,ub4dor/x@host/db')).toContain('is not percent-encoded');
  expect(postgresUrlProblem('postgres://u:p@a,${HOST}/db')).toContain('a placeholder');
});
