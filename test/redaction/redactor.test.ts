import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { SAMPLE_SECRET } from '../report/sample-report.ts';
import { startCpuClock } from '../support/contention.ts';

const redactorFor = (...secrets: readonly string[]) => {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.register(secret);
  return redactor;
};

describe('a registered secret', () => {
  const encodings: Readonly<Record<string, (value: string) => string>> = {
    'as it is': (value) => value,
    'percent-encoded': encodeURIComponent,
    'percent-encoded in lower case': (value) => encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase()),
    'as a form field': (value) => new URLSearchParams({ x: value }).toString().slice(2),
    'in base64': (value) => Buffer.from(value).toString('base64'),
    'in base64url': (value) => Buffer.from(value).toString('base64url'),
    'in hex': (value) => Buffer.from(value).toString('hex'),
    'in JSON': (value) => JSON.stringify({ value }),
    'in JSON in JSON': (value) => JSON.stringify({ value: JSON.stringify({ value }) }),
    'in ASCII JSON': (value) =>
      JSON.stringify(value).replace(/[^\x20-\x7e]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`),
    'in HTML': (value) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
  };

  it.each(Object.entries(encodings))('is hidden %s', (_how, encode) => {
    const { text } = redactorFor(SAMPLE_SECRET);
    const hidden = text(`before ${encode(SAMPLE_SECRET)} after`);
    expect(hidden).toContain('***');
    expect(hidden).not.toContain(encode(SAMPLE_SECRET));
    expect(hidden).toMatch(/^before .*after$/);
  });

  it.each(['', 'a', 'ab', 'user:', 'some:longer-user:'])('is hidden in base64 behind "%s"', (before) => {
    const secret = 'Sup3r-Secret-Value';
    const encoded = Buffer.from(`${before}${secret}/tail`).toString('base64');
    const whole = redactorFor(secret).text(`got ${encoded}`);
    // What is left is at most what its neighbours share with it.
    const left = Buffer.from(whole.replace('got ', '').replace('***', ''), 'base64').toString('latin1');
    expect(whole).toContain('***');
    expect(left).not.toContain('r3-Secret');
    expect(left).not.toContain('Secret');
  });

  it('takes its password along when it is a URL or a connection text', () => {
    const { text } = redactorFor(
      'postgres://app:p%40ss-W0rd@db:5432/x',
      'host=db user=app password=Kw0rd-77 sslmode=require',
    );
    expect(text('auth failed with p@ss-W0rd')).toBe('auth failed with ***');
    expect(text('auth failed with p%40ss-W0rd and Kw0rd-77')).toBe('auth failed with *** and ***');
  });

  it('takes the values of its query along when it is a URL, except for short words', () => {
    const { text } = redactorFor('https://host/path?format=json&license=Sup3r%2FSecret&Unn4medValue#part');
    expect(text('got license=Sup3r%2FSecret')).toBe('got license=***');
    expect(text('got Sup3r/Secret and Unn4medValue')).toBe('got *** and ***');
    expect(text('json is a format')).toBe('json is a format');
  });

  it('takes the token behind its scheme along', () => {
    expect(redactorFor('Bearer tok-1234567').text('sent tok-1234567')).toBe('sent ***');
  });

  it('is hidden line by line when it is a key', () => {
    const { text } = redactorFor(
      '-----BEGIN X-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\n-----END X-----\n',
    );
    expect(text('bad line: AQEFAASCBKcwggSjAgEAAoIB')).toBe('bad line: ***');
  });

  it('leaves nothing where two of them overlap', () => {
    expect(redactorFor('abcdefgh', 'fghijklm').text('x abcdefghijklm y')).toBe('x *** y');
    expect(redactorFor('abab').text('x ababab y')).toBe('x *** y');
  });

  it('is refused when it is too short to look for', () => {
    const redactor = createRedactor();
    expect(redactor.register('abc')).toBe(false);
    expect(redactor.register('  ab \n')).toBe(false);
    expect(redactor.text('abc')).toBe('abc');
    expect(redactor.register('abcd')).toBe(true);
  });

  it('does not take words of documents and moments that it equals by chance', () => {
    const redactor = createRedactor(['failed', 'postgres-connection']);
    for (const secret of ['failed', 'postgres', '2026']) redactor.register(secret);
    const result = { status: 'failed', check: 'postgres-connection', startedAt: '2026-03-01T08:00:00.000Z' };
    expect(redactor.json(result)).toEqual(result);
    expect(redactor.text('login as postgres failed')).toBe('login as *** ***');
  });

  it('is hidden in keys too, but the names of fields stay', () => {
    const redactor = redactorFor('findings', 'se-cr-et');
    expect(redactor.json({ findings: 1, 'x se-cr-et': 2 })).toEqual({ findings: 1, 'x ***': 2 });
  });
});

describe('what looks like a secret', () => {
  it.each([
    ['postgres://app:pw@db/x', 'postgres://***@db/x'],
    ['postgres://app:p@ss@db/x', 'postgres://***@db/x'],
    ['postgres://app:p/w@db/x', 'postgres://***@db/x'],
    ['redis://:pw@h:6379 and https://TOKEN@h/', 'redis://***@h:6379 and https://***@h/'],
    ['GET https://h/a?api_key=abc&x=1&sig=def#f', 'GET https://h/a?api_key=***&x=1&sig=***#f'],
    ['Authorization: Basic dXNlcjpwdw==', 'Authorization: ***'],
    ["curl -H 'Authorization: Bearer abc.def' http://h", "curl -H 'Authorization: ***' http://h"],
    ['sent Bearer abc.def-ghi', 'sent Bearer ***'],
    ['sent Basic dXNlcjpwdw==', 'sent Basic ***'],
    ['Set-Cookie: sid=abc; Path=/', 'Set-Cookie: ***'],
    ['host=db password=abc user=x', 'host=db password=*** user=x'],
    ["host=db password='a b' user=x", "host=db password='***' user=x"],
    ['{"password":"abc","user":"x"}', '{"password":"***","user":"x"}'],
    ['{\\"password\\":\\"a b\\",\\"user\\":\\"x\\"}', '{\\"password\\":\\"***\\",\\"user\\":\\"x\\"}'],
    ['AWS_SECRET_ACCESS_KEY=abc/def+g', 'AWS_SECRET_ACCESS_KEY=***'],
    ['mysql --password abc -h db', 'mysql --password *** -h db'],
    ['curl -u me:pw http://h', 'curl -u *** http://h'],
    ['x-api-key: k1234', 'x-api-key: ***'],
    ['jwt eyJhbGciOiJI.eyJzdWIiOiIx.abc-_', 'jwt ***'],
    ['-----BEGIN RSA PRIVATE KEY-----\nab\n-----END RSA PRIVATE KEY----- x', '*** x'],
    ['-----BEGIN PRIVATE KEY-----\nab without an end', '***'],
  ])('%s', (given, expected) => {
    expect(createRedactor().text(given)).toBe(expected);
    expect(createRedactor().text(expected)).toBe(expected);
  });

  it.each([
    'secret "payments-tls" not found',
    "couldn't find key password in Secret payments/db",
    'basic authentication failed',
    'invalid bearer token',
    'invalid token: signature is wrong',
    'password authentication failed for user "app"',
    'http://payments-api:8080/users/a@example.org',
    'http://[::1]:80/a@b',
    'automountServiceAccountToken: false',
    'tokens=15 of 100, 3 secrets were looked at',
    'Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON',
    'pod payments/api-7d9c5-abcde is CrashLoopBackOff',
  ])('leaves a fact as it is: %s', (fact) => {
    expect(createRedactor().text(fact)).toBe(fact);
  });

  it('goes by the key, whatever the value looks like', () => {
    const redacted = createRedactor().json({
      dbPassword: 'x',
      'X-Api-Key': 'x',
      access_token: { inner: 'x' },
      OTEL_EXPORTER_OTLP_HEADERS: 'a=b',
      headers: { cookie: 'x', accept: 'y' },
      env: [{ name: 'DB_PASSWORD', value: 'x' }],
      assertion: { name: 'body.access_token', expected: 'x', actual: 'y' },
      args: ['--password', 'x', '--user', 'me'],
      secretName: 'payments-tls',
      tokenCount: 3,
      empty: { password: '', token: null },
    });
    expect(redacted).toEqual({
      dbPassword: '***',
      'X-Api-Key': '***',
      access_token: '***',
      OTEL_EXPORTER_OTLP_HEADERS: '***',
      headers: { cookie: '***', accept: 'y' },
      env: [{ name: 'DB_PASSWORD', value: '***' }],
      assertion: { name: 'body.access_token', expected: '***', actual: '***' },
      args: ['--password', '***', '--user', 'me'],
      secretName: 'payments-tls',
      tokenCount: 3,
      empty: { password: '', token: null },
    });
  });
});

describe('whatever it is given', () => {
  it('the redactor does not throw', () => {
    const redactor = redactorFor('secret-1234');
    const circle: Record<string, unknown> = { text: 'secret-1234' };
    circle.self = circle;
    let deep: unknown = 'secret-1234';
    for (let level = 0; level < 20_000; level++) deep = [deep];
    expect(redactor.json(circle)).toMatchObject({ text: '***' });
    expect(JSON.stringify(redactor.json({ deep }).deep ?? '')).not.toContain('secret-1234');
    expect(redactor.json({ error: new Error('got secret-1234') })).toEqual({ error: 'Error: got ***' });
    expect(redactor.json(null)).toBe(null);
    expect(redactor.text('half \ud83d secret-1234')).toBe('half \ud83d ***');
    expect(redactor.register('half \ud83d of it')).toBe(true);
  });

  it.each([
    ['letters', 'a'.repeat(1_000_000)],
    ['marks', '://'.repeat(300_000)],
    ['URLs without an end', '://a:b'.repeat(200_000)],
    ['keys', 'password='.repeat(110_000)],
    ['keys with blanks', 'password       ='.repeat(60_000)],
    ['open quotes', `password="${'x'.repeat(1_000_000)}`],
    ['escapes', '\\'.repeat(1_000_000)],
    ['keys with escapes', 'token\\\\\\\\\\\\'.repeat(100_000)],
    ['keys that begin', '-----BEGIN PRIVATE KEY-----'.repeat(40_000)],
    ['hyphens', '-'.repeat(1_000_000)],
    ['web tokens', 'eyJ'.repeat(330_000)],
    ['half web tokens', 'eyJaaaaaaaa.'.repeat(80_000)],
    ['flags', '--password '.repeat(90_000)],
    ['headers', 'authorization'.repeat(70_000)],
    ['schemes', 'bearer '.repeat(140_000)],
    ['parentheses', `secret=${')'.repeat(1_000_000)}`],
  ])('the redactor is through with a megabyte soon, be it %s', (_what, text) => {
    const redactor = redactorFor(...Array.from({ length: 200 }, (_, index) => `secret-number-${index}`), 'aaaaaaaa');
    const spent = startCpuClock();
    redactor.text(text);
    expect(spent()).toBeLessThan(3000);
  });
});
