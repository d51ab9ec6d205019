import { expect, it } from 'vitest';
import type { EventRow } from '../../src/kubernetes/views/events.ts';
import { startingFacts } from '../../src/status/starting-facts.ts';
import { TEST_NOW } from '../support/build-pods.ts';

const event = (reason: string, message: string, agoMs = 60_000): EventRow => ({
  about: { kind: 'Pod', namespace: 'shop', name: 'web' },
  type: 'Normal',
  reason,
  message,
  count: 1,
  lastAt: TEST_NOW - agoMs,
});
const factsOf = (...events: readonly EventRow[]) => startingFacts(events, TEST_NOW);

it('The size of an image and the time of its pull are told, and that it is large', () => {
  const pulled =
    'Successfully pulled image "acme/model:7" in 4m10.5s (5m2s including waiting). Image size: 7340032000 bytes.';
  expect(factsOf(event('Pulled', pulled))).toEqual([
    'image acme/model:7 (7.3 GB, large) was pulled in 4m10.5s, 5m2s with the wait for other pulls',
  ]);
  expect(factsOf(event('Pulled', 'Successfully pulled image "web:1" in 2.1s'))).toEqual([
    'image web:1 was pulled in 2.1s',
  ]);
});

it('A pull that is under way is told with its time, and no more once it is over', () => {
  const pulling = event('Pulling', 'Pulling image "acme/model:7"', 180_000);
  expect(factsOf(pulling)).toEqual(['image acme/model:7 is being pulled for 3m']);
  const failed = event('Failed', 'Failed to pull image "acme/model:7": not found', 60_000);
  expect(factsOf(pulling, failed)).toEqual(['Failed 1m ago: Failed to pull image "acme/model:7": not found']);
});

it('The last complaint of the kubelet is told, and routine is not', () => {
  const scheduled = event('Scheduled', 'Successfully assigned shop/web to node-1');
  const mount = event('FailedMount', 'secret "key" not found', 30_000);
  expect(factsOf(scheduled, mount)).toEqual(['FailedMount 30s ago: secret "key" not found']);
  expect(factsOf(scheduled)).toEqual([]);
});
