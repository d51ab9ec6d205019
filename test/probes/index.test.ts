import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { probeLoaders } from '../../src/probes/index.ts';

describe.each(Object.entries(probeLoaders))('the probe %s', (name, load) => {
  it('is a function of options and session', async () => {
    expect(await load()).toHaveLength(2);
  });

  it('is needed by a check', () => {
    expect(checks.some(({ needs }) => needs.some((need) => need === name))).toBe(true);
  });
});
