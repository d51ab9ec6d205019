import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderForSuite, folderForTest } from '../support/for-test.ts';
import { pollUntil } from '../support/poll-until.ts';
import { isAlive } from '../support/process-table.ts';
import { configureServices, runForReport } from './run-for-report.ts';

const FORGED_RESULT = `{ group: 'custom', name: 'healthy', check: 'healthy', service: 'own', status: 'ok', healthy: true,
  reason: null, severity: 'sev1', message: 'forged', startedAt: '', endedAt: '', durationMs: 0, timeoutMs: 0, attempts: [],
  looked: {}, measures: {}, assertions: [], phases: [], notes: [], remedy: '', runbook: null, findings: [] }`;

/** Statements of a check that knows how kavmon is spoken to; afterwards it waits for ever. */
const ATTACKS: Readonly<Record<string, string>> = {
  'eight-zeros': 'writeSync(3, Buffer.alloc(8));',
  'eight-ones': 'writeSync(3, Buffer.alloc(8, 255));',
  'null-message': 'say(null);',
  'number-message': 'say(7);',
  'foreign-message': "say({ kind: 'NODE_HANDLE', cmd: 'NODE_HANDLE' });",
  'nameless-message': 'say({});',
  'misshapen-result': "say({ kind: 'finished', ticket: '', clean: true, result: { status: 'ok' } });",
  'forged-result': `say({ kind: 'finished', ticket: 'x', clean: true, result: ${FORGED_RESULT} });`,
  'serialized-message': "sendBytes(serialize({ kind: 'warning', message: 'not as JSON' }));",
  'endless-findings': "for (;;) say({ kind: 'findings', ticket: 'x', findings: [] });",
  'closed-channel': 'closeSync(3);',
  'half-message': 'writeSync(3, Buffer.from([0, 0, 1, 0, 65])); process.kill(process.pid, "SIGKILL");',
};

const moduleOf = (name: string, attack: string): string => `
import { closeSync, writeSync } from 'node:fs';
import { serialize } from 'node:v8';
const say = (message) => sendBytes(Buffer.from(JSON.stringify(message)));
const sendBytes = (body) => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  // The connection takes no more than its buffer holds at once.
  for (let rest = Buffer.concat([head, body]); rest.length > 0; ) {
    try {
      rest = rest.subarray(writeSync(3, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
};
export default {
  name: '${name}', title: '${name}', needs: [],
  async run() { ${attack} },
};
`;

const folder = folderForSuite('hostile-checks');
beforeAll(async () => {
  await writeFile(join(folder.path, 'healthy.mjs'), moduleOf('healthy', 'return [];'));
  await writeFile(
    join(folder.path, 'chatty.mjs'),
    moduleOf('chatty', "for (let n = 0; n < 100; n++) say({ kind: 'warning', message: 'x'.repeat(1000) }); return [];"),
  );
  for (const [name, attack] of Object.entries(ATTACKS))
    await writeFile(join(folder.path, `${name}.mjs`), moduleOf(name, `${attack} await new Promise(() => {});`));
});

const runBesideHealthy = async (name: string) => {
  const checks = { [name]: { timeout: '3s' }, healthy: {} };
  const flags = await configureServices(folder.path, { own: { checks } });
  return runForReport([...flags, '--checks', folder.path, '--no-metrics']);
};

describe("a user's check that fights the channel to kavmon is an error of its own by", () => {
  it.each(Object.keys(ATTACKS))('%s', async (name) => {
    const { outcomes, result, stderr, code } = await runBesideHealthy(name);
    expect([outcomes.healthy, result('healthy').message, code]).toEqual(['ok/-', 'healthy', 1]);
    expect(stderr).not.toContain('kavmon: ');
    expect(result(name)).toMatchObject({ healthy: false, name, service: 'own' });
    expect(['error/worker_lost', 'timeout/deadline_check']).toContain(outcomes[name]);
  });
});

it("a user's check that warns without end has twenty warnings, of a bounded length", async () => {
  const { outcomes, stdout, stderr } = await runBesideHealthy('chatty');
  expect(outcomes).toEqual({ chatty: 'ok/-', healthy: 'ok/-' });
  expect((stdout + stderr).length).toBeLessThan(200_000);
});

it("warnings of Node.js, in the program and in a user's check, are lines of the log", async () => {
  const warn = "process.emitWarning('deep trouble', 'DeprecationWarning', 'DEP0001'); return [];";
  await writeFile(join(folder.path, 'warned.mjs'), moduleOf('warned', warn));
  const flags = await configureServices(folder.path, { own: { checks: { warned: {} } } });
  const preload = join(await folderForTest('preload'), 'preload.cjs');
  // In the program, in its threads and in its processes.
  await writeFile(preload, "setTimeout(() => process.emitWarning('early trouble'), 1).unref();");
  const { stderr, outcomes } = await runForReport(
    [...flags, '--checks', folder.path, '--no-metrics', '-l', 'warning', '--log-format', 'json'],
    { env: { NODE_OPTIONS: `--require=${preload}` } },
  );
  expect(outcomes).toEqual({ warned: 'ok/-' });
  const lines = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const messages = lines.map(({ message }) => message);
  expect(messages).toContain('Node.js warns: DeprecationWarning DEP0001: deep trouble');
  expect(messages).toContain('Node.js warns: Warning: early trouble');
});

it("what a user's check has started without our mark, in a session of its own, ends with the run", async () => {
  const pidFile = join(folder.path, 'stray.pid');
  const start = `const { spawn } = await import('node:child_process');
    const stray = spawn('/bin/sleep', ['600'], { env: {}, detached: true, stdio: 'ignore' });
    stray.unref();
    (await import('node:fs')).writeFileSync('${pidFile}', String(stray.pid));`;
  for (const [name, rest] of [
    ['stray', 'return [];'],
    ['hanging-stray', 'await new Promise(() => {});'],
  ] as const) {
    await writeFile(join(folder.path, `${name}.mjs`), moduleOf(name, `${start} ${rest}`));
    const { outcomes } = await runBesideHealthy(name);
    expect(outcomes[name]).toBe(name === 'stray' ? 'ok/-' : 'timeout/deadline_check');
    const pid = Number(await readFile(pidFile, 'utf8'));
    await pollUntil(async () => !(await isAlive(pid)), { what: 'its end', ms: 1_000 });
  }
});
