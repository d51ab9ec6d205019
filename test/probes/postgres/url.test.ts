import { expect, it } from 'vitest';
import { parsePostgresTarget, postgresUrlProblem } from '../../../src/probes/postgres/target.ts';

it('the query of a url overrides its parts, and none of its parameters is lost', () => {
  const url =
    'postgres://x:y@a:1/z?host=db.example&port=6432&user=mon@server&password=p%26w&dbname=shop&application_name=mon' +
    '&options=--cluster%3Dblue&target_session_attrs=read-only&connect_timeout=5&channel_binding=require';
  expect(parsePostgresTarget({ url })).toMatchObject({
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
  expect(parsePostgresTarget({ url: 'postgres://h/d?user=u&password=a+b' })).toMatchObject({ password: 'a+b' });
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
  expect(parsePostgresTarget({ url: `postgres://u:p@h/d?${query}` }).tls).toMatchObject(tls);
});

it.each([
  ['sslmod=require', 'the parameter sslmod of the url is not supported: did you mean sslmode?'],
  ['pgbouncer=true', 'the parameter pgbouncer of the url is not supported: known are host, port, '],
  ['sslmode=verify-fulll', 'sslmode verify-fulll is not supported: did you mean verify-full?'],
  ['sslmode=disable&sslrootcert=/ca.pem', 'disable does not use the root certificate that is given'],
  ['sslmode=no-verify&sslrootcert=/ca.pem', 'no-verify does not use the root certificate that is given'],
  ['sslmode=require&sslrootcert=system', 'sslrootcert=system verifies in full'],
  ['target_session_attrs=readonly', 'target_session_attrs in the url is none of any, read-write'],
  ['port=5432,5433', 'the url names several hosts'],
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
