import { describe, expect, it } from 'vitest';
import type { EventRow } from '../../src/kubernetes/views/events.ts';
import { createRefusals, lastRefusal } from '../../src/status/refused-creations.ts';
import { TEST_NOW } from '../support/build-pods.ts';

const SET = { kind: 'StatefulSet', namespace: 'shop', name: 'db' };
const POLICY =
  'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: violates PodSecurity "restricted:latest"';
const QUOTA =
  'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: exceeded quota: compute, requested: pods=1';

const event = (seconds: number, message: string, reason = 'FailedCreate', about = SET): EventRow => ({
  ...{ about, type: 'Warning', reason, message, count: 1, lastAt: TEST_NOW + seconds * 1000 },
});
const created = (seconds: number) => event(seconds, 'create Pod db-0 in StatefulSet db successful', 'SuccessfulCreate');

/** What is known after looks, the first of them at `TEST_NOW`, each of which sees all events so far. */
const refusalAfter = async (looks: readonly (readonly EventRow[])[], { limit = 20, ref = SET } = {}) => {
  const refusals = createRefusals();
  const seen: EventRow[] = [];
  for (const events of looks) {
    seen.push(...events);
    const readEvents = async (_: readonly string[], take: (one: EventRow) => void) => {
      seen.forEach(take);
      return [];
    };
    const readLogs = async () => ({ missing: 'none' });
    await refusals.read([ref], { limit, readEvents, readLogs, close: () => undefined }, TEST_NOW);
  }
  return refusals.lastingRefusal(ref);
};

describe('refusals that only events tell of', () => {
  it('last at once where only another template or policy ends them', async () => {
    expect(await refusalAfter([[event(1, POLICY)]])).toBe(POLICY);
    expect(await refusalAfter([[created(0), event(5, POLICY)]])).toBe(POLICY);
  });

  it('last after two minutes without a pod where a quota is used up', async () => {
    expect(await refusalAfter([[event(1, QUOTA)], [event(90, QUOTA)]])).toBeUndefined();
    expect(await refusalAfter([[event(1, QUOTA)], [event(130, QUOTA)]])).toBe(QUOTA);
    expect(await refusalAfter([[event(1, QUOTA)], [created(60), event(130, QUOTA)]])).toBeUndefined();
  });

  it('are over once a pod was created', async () => {
    expect(await refusalAfter([[event(1, POLICY)], [created(20)]])).toBeUndefined();
  });

  it('do not count from before the wait, which may follow what mends them', async () => {
    expect(await refusalAfter([[event(-30, POLICY)]])).toBeUndefined();
    expect(await refusalAfter([[event(-30, POLICY)], [event(4, POLICY)]])).toBe(POLICY);
  });

  it('are not known where only warnings of many namespaces could be read, or conditions tell', async () => {
    expect(await refusalAfter([[event(1, POLICY)]], { limit: 0 })).toBeUndefined();
    const ref = { kind: 'ReplicaSet', namespace: 'shop', name: 'web' };
    expect(await refusalAfter([[event(1, POLICY, 'FailedCreate', ref)]], { ref })).toBeUndefined();
  });
});

describe('the last refusal among events', () => {
  it('is the newest of the workload, and none once a pod was created', () => {
    expect(lastRefusal(SET, [event(-60, QUOTA), event(-30, POLICY)])?.message).toBe(POLICY);
    expect(lastRefusal(SET, [event(-60, QUOTA), created(-30)])).toBeUndefined();
    expect(lastRefusal({ ...SET, name: 'other' }, [event(-60, QUOTA)])).toBeUndefined();
  });
});
