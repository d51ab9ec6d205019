import { describe, expect, it } from 'vitest';
import { spanIdOf } from '../../../src/process/trace-context.ts';
import { spansOf } from '../../../src/telemetry/traces/spans-of-report.ts';
import { makeReport, makeResult } from '../../support/sample-report.ts';

const TRACE = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true };
const START = Date.parse('2026-11-21T10:00:00.000Z');

const attempt = { n: 1, startedAt: '2026-11-21T10:00:00.000Z', durationMs: 300, status: 'ok' } as const;

const probed = makeResult({
  service: 'shop',
  name: 'front-page',
  group: 'endpoint',
  status: 'timeout',
  reason: 'deadline_attempt',
  message: 'no answer within 200 ms',
  attempts: [
    { ...attempt, status: 'failed', reason: 'connect_refused', message: 'refused' },
    { ...attempt, n: 2, startedAt: '2026-11-21T10:00:01.000Z', status: 'timeout', message: 'no answer within 200 ms' },
  ],
  phases: [
    { name: 'connect', atMs: 5, ms: 20, done: true },
    { name: 'request', atMs: 30, ms: 200, done: false },
  ],
});

describe('spansOf', () => {
  it('has the run, its checks, their attempts, and the phases of the last attempt, each inside of the one before', () => {
    const spans = spansOf(makeReport([probed]), { ...TRACE, parentSpanId: 'c'.repeat(16) });
    const nameOf = (id: string | undefined) => spans.find(({ spanId }) => spanId === id)?.name ?? id;
    expect(spans.map(({ name, parentSpanId, client }) => [name, nameOf(parentSpanId), client])).toEqual([
      ['kavmon check', 'c'.repeat(16), false],
      ['shop/front-page', 'kavmon check', false],
      ['attempt 1', 'shop/front-page', true],
      ['attempt 2', 'shop/front-page', true],
      ['connect', 'attempt 2', false],
      ['request', 'attempt 2', false],
    ]);
    expect(spans.map(({ start, end }) => [start - START, end - START])).toEqual([
      [0, 2000],
      [0, 1500],
      [0, 300],
      [1000, 1300],
      [1005, 1025],
      [1030, 1230],
    ]);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
  });

  it('takes the span of an attempt that HTTP probes hand on', () => {
    const spans = spansOf(makeReport([probed]), TRACE);
    expect(spans.find(({ name }) => name === 'attempt 2')?.spanId).toBe(spanIdOf(TRACE, 'shop/front-page', 2));
  });

  it('says with what a check ended, and marks what went wrong as errors', () => {
    const ok = makeResult({ attempts: [attempt], phases: [{ name: 'run', atMs: 0, ms: 3, done: true }] });
    const degraded = makeResult({ name: 'probes', status: 'degraded', reason: 'threshold' });
    const skipped = makeResult({ name: 'images', status: 'skipped', reason: 'dependency' });
    const spans = spansOf({ ...makeReport([ok, degraded, skipped, probed]) }, TRACE);
    const about = (of: string) => spans.find(({ name }) => name === of);
    expect(about('cluster/crash-loops')).toMatchObject({ attributes: { 'check.status': 'ok' }, error: undefined });
    expect(about('cluster/probes')).toMatchObject({
      attributes: { 'check.status': 'degraded', 'check.reason': 'threshold' },
      error: undefined,
    });
    expect(about('cluster/images')).toMatchObject({ attributes: { 'check.status': 'skipped' }, error: undefined });
    expect(about('shop/front-page')).toMatchObject({
      attributes: {
        'check.group': 'endpoint',
        'check.name': 'front-page',
        'check.service': 'shop',
        'check.status': 'timeout',
        'error.type': 'deadline_attempt',
      },
      error: 'no answer within 200 ms',
    });
    expect(about('cluster/crash-loops')?.attributes).not.toHaveProperty('error.type');
    expect(about('connect')?.error).toBeUndefined();
    expect(about('request')?.error).toContain('no answer within 200 ms');
  });

  it('has no phases of a check that asks nobody', () => {
    const judged = makeResult({ attempts: [attempt], phases: [{ name: 'run', atMs: 0, ms: 3, done: true }] });
    const spans = spansOf(makeReport([judged]), TRACE);
    expect(spans.map(({ name, client }) => [name, client])).toEqual([
      ['kavmon check', false],
      ['cluster/crash-loops', false],
      ['attempt 1', false],
    ]);
  });

  it('marks the run by its exit code', () => {
    const report = makeReport([probed]);
    expect(spansOf(report, TRACE)[0]?.error).toBeUndefined();
    expect(spansOf({ ...report, run: { ...report.run, exitCode: 1 } }, TRACE)[0]).toMatchObject({
      error: 'exit code 1',
      attributes: { 'kavmon.run.exit_code': 1, 'kavmon.run.checks.timeout': 1 },
    });
  });
});
