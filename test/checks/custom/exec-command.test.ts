import { expect, it } from 'vitest';
import execCommand from '../../../checks/custom/exec-command.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const judgeScript = (script: string, params: object = {}, timeoutMs = 5000) =>
  judgeCheck(execCommand, { argv: ['sh', '-c', script], ...params }, { timeoutMs });

it.each([
  ['echo fine; exit 0', 'ok'],
  ['echo "WARNING - 85% used"; exit 1', 'degraded status: command sh: ended with exit code 1: WARNING - 85% used'],
  ['echo "CRITICAL - down | x=1"; exit 2', 'failed status: command sh: ended with exit code 2: CRITICAL - down'],
  ['echo "UNKNOWN"; exit 3', 'error dependency: command sh: ended with exit code 3: UNKNOWN'],
  ['exit 42', 'error dependency: command sh: ended with exit code 42, which stands for nothing'],
  ['echo gone >&2; kill -11 $$', 'error dependency: command sh: was ended by SIGSEGV: gone'],
])('exit codes are those of monitoring plugins: %s', async (script, expected) => {
  expect(formatVerdict(await judgeScript(script))).toContain(expected);
});

it('fail-open 7: an exit code that the map does not know is an error', async () => {
  expect(await judgeScript('exit 0', { exitCodes: { '5': 'ok' } })).toMatchObject({ status: 'error', healthy: false });
  expect(await judgeScript('exit 5', { exitCodes: { '5': 'ok' } })).toMatchObject({ status: 'ok' });
});

it('fail-open 8: FAIL in the output and exit 0', async () => {
  const result = await judgeScript('echo "3 tests, 1 FAIL"', { notMatches: 'FAIL' });
  expect(formatVerdict(result)).toBe('failed assertion: command sh: the output matches "FAIL"');
});

it('performance data become measures', async () => {
  const { measures } = await judgeScript('echo "OK | used=512MB;800 \'load 1\'=0.5 time=20ms"');
  expect(measures).toMatchObject({
    used: { value: 536_870_912, unit: 'By' },
    'load 1': { value: 0.5, unit: '' },
    time: { value: 0.02, unit: 's' },
    duration: { unit: 's' },
  });
});

it('the output is judged by patterns and as JSON', async () => {
  expect(await judgeScript('echo ready', { matches: '^ready$' })).toMatchObject({ status: 'failed' });
  expect(await judgeScript('echo ready', { matches: '^ready' })).toMatchObject({ status: 'ok' });
  const json = { jsonPath: [{ path: '$.lag', lt: 1 }] };
  expect(await judgeScript(`echo '{"lag": 0.95}'`, json)).toMatchObject({ status: 'ok' });
  expect(await judgeScript(`echo '{"lag": 1.01}'`, json)).toMatchObject({ status: 'failed', reason: 'assertion' });
  expect(await judgeScript(`echo '{}'`, json)).toMatchObject({ status: 'error', reason: 'missing_value' });
  expect(await judgeScript('echo no', json)).toMatchObject({ status: 'failed', reason: 'protocol' });
});

it('an output that was cut is an error where the rest could matter', async () => {
  const cut = { outputLimit: 10 };
  expect(await judgeScript('yes | head -c 1000', { ...cut, notMatches: 'FAIL' })).toMatchObject({
    status: 'error',
    reason: 'missing_value',
  });
  expect(await judgeScript('yes | head -c 1000', { ...cut, matches: 'z' })).toMatchObject({
    status: 'error',
    reason: 'missing_value',
  });
});

it('a program that hangs is a timeout, not a failure', async () => {
  const result = await judgeScript('sleep 60', {}, 300);
  expect(result).toMatchObject({ status: 'timeout', healthy: false });
  expect(result.durationMs).toBeLessThan(1300);
});

it('a missing program is a config error', async () => {
  expect(formatVerdict(await judgeCheck(execCommand, { argv: ['kavmon-no-such-program'] }))).toMatch(
    /^error config: .*does not exist/,
  );
});

it('a command is never repeated', () => {
  expect(execCommand.repeatable).toBe(false);
});

it.each([
  [{ argv: ['psql', { env: 'DB_PASSWORD' }] }],
  [{ argv: ['psql', 'postgres://u:secret@db/x'] }],
  [{ argv: ['mysql', '--password=secret'] }],
  [{ argv: [] }],
  [{ argv: [''] }],
  [{ argv: ['true'], exitCodes: { '256': 'ok' } }],
  [{ argv: ['true'], shell: true }],
])('the parameters %j are refused', (params) => {
  expect(execCommand.params.safeParse(params).success).toBe(false);
});
