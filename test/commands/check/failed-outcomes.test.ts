import { describe, expect, it } from 'vitest';
import { crashOutcome, notStartedOutcome, unusableConfig } from '../../../src/commands/check/failed-outcomes.ts';
import { UsageError } from '../../../src/model/errors.ts';
import { exitCodeOf, totalsOf } from '../../../src/model/status.ts';
import { registrationOf } from '../../run/sample-plans.ts';

const selectedRegistrations = ['a', 'b'].map((name) => registrationOf(name));

describe('a run that broke', () => {
  it('is an error of every check that was selected', () => {
    const { results, stuck } = crashOutcome(selectedRegistrations, new TypeError('x is not a function'));
    expect(results.map(({ name, status, reason }) => [name, status, reason])).toEqual([
      ['a', 'error', 'internal'],
      ['b', 'error', 'internal'],
    ]);
    expect(results[0]?.message).toBe('kavmon itself failed: x is not a function');
    expect([exitCodeOf(totalsOf(results)), stuck]).toEqual([1, true]);
  });

  it('is told in the words of what cannot be used', () => {
    const { results } = crashOutcome(selectedRegistrations, new UsageError('the kubeconfig is no YAML', 'config'));
    expect(results[0]).toMatchObject({ reason: 'config', message: 'the kubeconfig is no YAML' });
  });
});

it('a configuration that cannot be used is shown as a result', () => {
  const { results } = notStartedOutcome(unusableConfig(new UsageError('kavmon.yaml:3:5: unknown key', 'config')), null);
  expect(results).toMatchObject([{ service: 'kavmon', name: 'configuration', status: 'error', reason: 'config' }]);
  expect(results[0]?.remedy).toContain('kavmon config validate');
});
