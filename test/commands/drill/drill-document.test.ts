import { describe, expect, it } from 'vitest';
import { exitCodeOfDrill, renderDrill } from '../../../src/commands/drill/drill-document.ts';

const outcome = { fault: 'crash-loop', text: '', namedAfterMs: 6400, finding: 'crash_loop: ends', alertAfterMs: null };
const whole = {
  run: '1',
  namespace: 'drill',
  outcomes: [outcome],
  alertsAsked: false,
  alertsFailure: null,
  removedLeftovers: [],
  notRemoved: [],
  failure: null,
};

describe('a drill', () => {
  it('is good when every fault was named and nothing is left', () => {
    expect(exitCodeOfDrill(whole)).toBe(0);
    expect(renderDrill({ ...whole, exitCode: 0 }, { width: 80 })).toBe(
      [
        'FAULT       NAMED AFTER  ALERT AFTER  BY',
        'crash-loop  6s           -            crash_loop: ends',
        '1 of 1 fault named; alerts not asked: no Alertmanager is configured',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['a fault was not named', { outcomes: [{ ...outcome, namedAfterMs: null }] }],
    ['an alert was asked for and did not fire', { alertsAsked: true }],
    ['something is left', { notRemoved: ['Service a (HTTP 403)'] }],
    ['it did not reach its end', { failure: 'the run was interrupted' }],
    ['nothing was made', { outcomes: [] }],
  ])('is not when %s', (_, change) => {
    expect(exitCodeOfDrill({ ...whole, ...change })).toBe(1);
  });

  it('says what is left, and how to remove it', () => {
    const text = renderDrill({ ...whole, notRemoved: ['Service a (HTTP 403)'], exitCode: 1 }, { width: 80 });
    expect(text).toContain('NOT REMOVED: Service a (HTTP 403)\n$ kubectl -n drill delete ');
  });

  it('says why no Alertmanager answered', () => {
    const asked = { ...whole, alertsAsked: true, alertsFailure: 'ECONNREFUSED', exitCode: 1 };
    expect(renderDrill(asked, { width: 80 })).toContain('the Alertmanager could not be asked: ECONNREFUSED\n');
  });
});
