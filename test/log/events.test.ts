import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/model/result.ts';
import { resultOf } from '../report/sample-report.ts';
import { fieldsOfLine, type LogLine, logWholeRun, messageOfLine } from './open-test-log.ts';

describe("Kavmon's events", () => {
  const events = async (...results: readonly Result[]) =>
    (await logWholeRun('logstash', results)).map((line) => ({
      message: messageOfLine(line, 'logstash'),
      fields: fieldsOfLine(line, 'logstash'),
    }));

  it('come in its order, under its texts, with its fields', async () => {
    const seen = await events(resultOf('ok'));
    expect(seen.map(({ message }) => message)).toEqual([
      'Kavmon starting',
      'Picked checks based on provided filters',
      'Health check execution started',
      'Health check execution finished',
      'Check succeeded.',
      'Finished processing all health checks. All checks were healthy.',
      'Kavmon checks finished',
    ]);
    expect(seen[0]?.fields.arguments).toEqual({ group: ['endpoint'], timeout: 0, cronjob: false });
    expect(seen[1]?.fields.health_checks).toEqual(['http-ok']);
    expect(seen[2]?.fields).toMatchObject({ health_check: 'http-ok', levelname: 'INFO', levelno: 20 });
    expect(seen[3]?.fields).toMatchObject({
      health_check: 'http-ok',
      healthy: true,
      timed_out: false,
      health_check_group: 'endpoint',
      health_check_service: 'payments-api',
    });
    const result = JSON.parse(seen[3]?.fields.health_check_result as string) as LogLine;
    expect(Object.keys(result).slice(0, 5)).toEqual(['group', 'name', 'service', 'healthy', 'timestamp_start']);
    expect(Object.keys(result).at(-1)).toBe('timestamp_end');
    for (const field of ['timestamp_start', 'timestamp_end'])
      expect((result as unknown as Record<string, string>)[field]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
    expect(seen[6]?.fields).toMatchObject({ all_healthy: true, failed_checks: '', check_groups: 'endpoint' });
    expect(seen[6]?.fields).not.toHaveProperty('part');
    const all = JSON.parse(seen[6]?.fields.health_check_results as string) as Record<string, LogLine[]>;
    expect(all.endpoint?.[0]).toMatchObject({ name: 'http-ok', service: 'payments-api', healthy: true });
    expect(all.endpoint?.[0]).not.toHaveProperty('group');
  });

  it.each([
    ['ok', 'Check succeeded.', 'All checks were healthy.', true],
    ['degraded', 'Check succeeded.', 'All checks were healthy.', true],
    ['failed', 'Check failed.', '1 of 1 checks were not healthy.', false],
    ['timeout', 'Check timed out.', '1 of 1 checks were not healthy.', false],
    ['error', 'Check could not be evaluated.', '1 of 1 checks were not healthy.', false],
    ['skipped', 'Check skipped.', 'The only check was skipped: nothing was verified.', false],
  ] as const)('report a check that is %s', async (status, outcome, sum, healthy) => {
    const seen = await events(resultOf(status, { reason: status === 'ok' ? null : 'threshold' }));
    expect(seen[3]?.fields.timed_out).toBe(status === 'timeout');
    expect(seen[4]).toMatchObject({ message: outcome, fields: { health_check: `http-${status}`, levelname: 'INFO' } });
    expect(seen[4]?.fields.reason).toBe(status === 'ok' ? null : 'threshold');
    expect(seen[5]?.message).toBe(`Finished processing all health checks. ${sum}`);
    expect(seen.at(-1)?.fields.all_healthy).toBe(healthy);
  });

  it('are all there for a shard without checks', async () => {
    const seen = await events();
    expect(seen.at(-1)?.fields).toMatchObject({ all_healthy: true, failed_checks: '', health_check_results: '{}' });
  });
});
