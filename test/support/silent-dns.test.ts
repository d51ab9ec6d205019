import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeUnless } from './describe-unless.ts';
import { startHttpServer } from './http.ts';
import { runProcess } from './run-process.ts';
import { type SilentDns, silentDnsMissing, startSilentDns } from './silent-dns.ts';

const describeSilentDns = describeUnless(await silentDnsMissing());

describeSilentDns('a silent DNS server', () => {
  let dns: SilentDns;
  beforeAll(async () => {
    dns = await startSilentDns();
  });
  afterAll(() => dns.stop());

  it('keeps getaddrinfo waiting', async () => {
    const outcome = await runProcess('getent', ['ahosts', 'web.example'], { prefix: dns.prefix, timeout: 1500 });
    expect(outcome).toMatchObject({ timedOut: true, stdout: '', leftovers: [] });
    expect(dns.questions.map((question) => question.name)).toContain('web.example');
  });

  it('leaves loopback and localhost within reach', async () => {
    const server = await startHttpServer();
    const script = `fetch('http://localhost:${server.port}/ok').then((answer) => answer.text()).then(console.log)`;
    const outcome = await runProcess(process.execPath, ['-e', script], { prefix: dns.prefix });
    await server.stop();
    expect(outcome.stdout).toBe('ok\n');
  });
});
