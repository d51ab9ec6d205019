import { describe, expect, it } from 'vitest';
import { findProblems } from '../../src/findings/problems/find-problems.ts';
import { logFormats } from '../../src/log/log-event.ts';
import { logProblems, PROBLEM_EVENTS_LIMIT } from '../../src/log/problem-events.ts';
import { makeFinding, makeResult } from '../support/sample-report.ts';
import { fieldsOfLine, messageOfLine, openTestLog } from './open-test-log.ts';

const root = makeFinding({
  object: { kind: 'Deployment', namespace: 'tariff', name: 'api', container: 'web' },
  fingerprint: 'root',
  evidence: { likelyCause: 'a setting is missing' },
});
const follower = makeFinding({
  object: { kind: 'Service', namespace: 'tariff', name: 'api' },
  fingerprint: 'follower',
  causedBy: 'root',
});
const results = [
  makeResult({ name: 'crash-loops', group: 'pods', status: 'failed', findings: [root] }),
  makeResult({ name: 'service-endpoints', group: 'network', status: 'failed', findings: [follower] }),
];

describe('logProblems', () => {
  it.each(logFormats.filter((format) => format !== 'text'))(
    'logs each root with its fields apart, and what follows from it as a number, in format %s',
    async (format) => {
      const { log, lines } = await openTestLog(format);
      logProblems(log, { results, ...findProblems(results) });
      expect(lines.map((line) => messageOfLine(line, format))).toEqual(['Problem found']);
      expect(fieldsOfLine(lines[0] ?? '', format)).toMatchObject({
        health_check: 'crash-loops',
        health_check_group: 'pods',
        health_check_service: 'cluster',
        problem: {
          fingerprint: 'root',
          severity: root.severity,
          level: 'fault',
          reason: root.reason,
          kind: 'Deployment',
          namespace: 'tariff',
          name: 'api',
          container: 'web',
          consequences: 1,
          likely_cause: 'a setting is missing',
        },
      });
    },
  );

  it('logs a check that could not tell, which has no object', async () => {
    const { log, lines } = await openTestLog('json');
    const late = [makeResult({ name: 'http', status: 'timeout', reason: 'deadline_check' })];
    logProblems(log, { results: late, ...findProblems(late) });
    const { problem } = fieldsOfLine(lines[0] ?? '', 'json') as { problem: object };
    expect(problem).toMatchObject({ reason: 'deadline_check', consequences: 0 });
    expect(problem).not.toHaveProperty('kind');
  });

  it('says how many more there are than it logs one by one', async () => {
    const { log, lines } = await openTestLog('json');
    const findings = Array.from({ length: PROBLEM_EVENTS_LIMIT + 7 }, (_, index) =>
      makeFinding({ object: { kind: 'Pod', namespace: 'shop', name: `p-${index}` }, fingerprint: `f-${index}` }),
    );
    const many = [makeResult({ status: 'failed', findings })];
    logProblems(log, { results: many, ...findProblems(many) });
    expect(lines).toHaveLength(PROBLEM_EVENTS_LIMIT + 1);
    expect(fieldsOfLine(lines.at(-1) ?? '', 'json')).toMatchObject({ problems_logged: 500, problems_not_logged: 7 });
  });
});
