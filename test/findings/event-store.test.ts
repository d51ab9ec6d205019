import { describe, expect, it } from 'vitest';
import { createEventStore, MAX_MESSAGE_CHARACTERS } from '../../src/findings/event-store.ts';
import type { EventRow } from '../../src/kubernetes/views/events.ts';

const podOf = (index: number) => ({ kind: 'Pod', namespace: 'shop', name: `web-${index}` });

const eventRow = (override: Partial<EventRow>): EventRow => ({
  ...{ about: podOf(0), type: 'Warning', reason: 'Unhealthy', message: 'probe failed', count: 1, lastAt: 1 },
  ...override,
});

const storeOf = (pods: number) =>
  createEventStore(
    Array.from({ length: pods }, (_, index) => podOf(index)),
    { shown: 3 },
  );

describe('the store of events', () => {
  it('keeps the newest three of each reason, whatever their order and number', () => {
    const store = storeOf(1);
    for (let at = 0; at < 10_000; at++) {
      store.take(eventRow({ message: `try ${(at * 7919) % 10_000}`, lastAt: (at * 7919) % 10_000 }));
      store.take(eventRow({ reason: 'Killing', message: 'killed', lastAt: at }));
    }
    const kept = store.about(podOf(0)).map(({ reason, message, lastAt }) => [reason, message, lastAt]);
    expect(kept.filter(([reason]) => reason === 'Unhealthy').map(([, message]) => message)).toEqual([
      'try 9999',
      'try 9998',
      'try 9997',
    ]);
    expect(kept.filter(([reason]) => reason === 'Killing')).toEqual([['Killing', 'killed', 9999]]);
    expect(store.notes()).toEqual([]);
  });

  it('keeps those of each container apart, and none of other objects', () => {
    const store = storeOf(1);
    for (const container of ['a', 'b'])
      for (let at = 0; at < 5; at++)
        store.take(eventRow({ about: { ...podOf(0), container }, message: `${at}`, lastAt: at }));
    store.take(eventRow({ about: podOf(1) }));
    expect(store.about(podOf(0)).length).toBe(6);
    expect(store.about(podOf(1))).toEqual([]);
    expect(store.newestAt(podOf(1))).toBe(0);
  });

  it('knows the time of the newest event of any kind, also of those that explain nothing', () => {
    const store = createEventStore([podOf(0)], { shown: 3, isRelevant: ({ type }) => type === 'Warning' });
    store.take(eventRow({ type: 'Normal', lastAt: 9 }));
    store.take(eventRow({ lastAt: 5 }));
    expect(store.newestAt(podOf(0))).toBe(9);
    expect(store.about(podOf(0)).map(({ lastAt }) => lastAt)).toEqual([5]);
  });

  it('takes an event twice without keeping it twice, as when a list is read again', () => {
    const store = storeOf(1);
    for (let times = 0; times < 2; times++) store.take(eventRow({}));
    expect(store.about(podOf(0)).length).toBe(1);
  });

  it('leaves out what goes beyond its limit of characters, and counts it', () => {
    const [pods, size] = [3000, 4000];
    const store = storeOf(pods);
    for (let at = 0; at < pods; at++) store.take(eventRow({ about: podOf(at), message: 'x'.repeat(size) }));
    const kept = Array.from({ length: pods }, (_, at) => store.about(podOf(at)).length).reduce((sum, one) => sum + one);
    expect(kept * size).toBeLessThanOrEqual(MAX_MESSAGE_CHARACTERS);
    expect(kept).toBeGreaterThan(1500);
    expect(store.notes()).toEqual([`${pods - kept} events were left out: beyond 8 MiB, or 50 reasons of one object`]);
  });

  it('leaves out reasons of one object that have no end', () => {
    const store = storeOf(1);
    for (let at = 0; at < 1000; at++) store.take(eventRow({ reason: `Reason${at}` }));
    expect(store.about(podOf(0)).length).toBe(50);
    expect(store.notes()).toEqual([expect.stringMatching(/^950 events were left out: /)]);
  });
});
