import { expect, it } from 'vitest';
import { makeTestCertificates } from './certificates.ts';
import { describeWithPackages } from './describe-unless.ts';
import { postgresMute, postgresRefusing, postgresStuckInAuth, redisAnswering, redisRefusing } from './driver-faults.ts';
import { execFileAsync } from './exec-file.ts';
import { startSmtp } from './smtp.ts';

const { leaf, ca } = makeTestCertificates();
const describeClients = await describeWithPackages('redis-tools', 'postgresql-client', 'openssl');

/** Standard output and error of a command that is killed after 0.7 seconds. */
const outputOf = async (command: string, args: readonly string[], env = {}): Promise<string> => {
  const options = { timeout: 700, env: { PATH: process.env.PATH, ...env } };
  const { stdout = '', stderr = '' } = await execFileAsync(command, args, options).catch((error) => error);
  return stdout + stderr;
};

describeClients('what true clients make of the servers that only play a part', () => {
  it.each([
    ['noauth', /^NOAUTH/],
    ['loading', /^LOADING/],
    ['readonly', /^READONLY/],
    ['misconf', /^MISCONF/],
  ] as const)('redis-cli meets %s', async (error, expected) => {
    const server = await redisRefusing(error);
    expect(await outputOf('redis-cli', ['-p', String(server.port), 'PING'])).toMatch(expected);
    await server.stop();
  });

  it('redis-cli gets the replies given, and nothing where told so', async () => {
    const server = await redisAnswering({ PING: '+PONG\r\n', GET: '$1\r\n7\r\n', INFO: null });
    expect(await outputOf('redis-cli', ['-p', String(server.port), 'GET', 'a'])).toBe('7\n');
    expect(await outputOf('redis-cli', ['-p', String(server.port), 'INFO'])).toBe('');
    await server.stop();
  });

  it('psql is refused, or waits', async () => {
    const ask = (port: number): Promise<string> =>
      outputOf('psql', ['-h', '127.0.0.1', '-p', String(port), '-U', 'kavmon', '-c', 'select 1', 'postgres'], {
        PGPASSWORD: 'x',
      });
    const [refusing, silent, stuck] = await Promise.all([
      postgresRefusing('password'),
      postgresMute(),
      postgresStuckInAuth(),
    ]);
    expect(await ask(refusing.port)).toMatch(/password authentication failed/);
    expect(await ask(silent.port)).toBe('');
    expect(await ask(stuck.port)).toBe('');
    await Promise.all([refusing.stop(), silent.stop(), stuck.stop()]);
  });

  it('openssl s_client starts TLS on the mail server', async () => {
    const server = await startSmtp({ certificate: leaf });
    const running = execFileAsync(
      'openssl',
      ['s_client', '-starttls', 'smtp', '-connect', `127.0.0.1:${server.port}`, '-showcerts'],
      { timeout: 5000 },
    );
    running.child.stdin?.end('QUIT\r\n');
    expect((await running).stdout).toContain(leaf.cert.trim());
    expect(server.lines).toContain('STARTTLS');
    expect(ca.cert).not.toBe(leaf.cert);
    await server.stop();
  });
});
