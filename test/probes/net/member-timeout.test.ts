import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { askWithTimeout } from '../../../src/probes/net/member-timeout.ts';

const session = () => ({ signal: new AbortController().signal, phase: () => {} });

it('a member that is silent beyond its limit is a problem, by the phase that it reached', async () => {
  const answer = await askWithTimeout('a:1', 5, session(), async ({ signal, phase }) => {
    phase('connect');
    await wait(5000, undefined, { signal }).catch(() => signal.throwIfAborted());
  });
  expect(answer).toMatchObject({
    problem: { reason: 'connect_timeout', message: expect.stringMatching(/^a:1: no ans/) },
  });
});

it('a member that was chosen has no limit of its own any more', async () => {
  const answer = await askWithTimeout('a:1', 5, session(), async ({ signal }, liftLimit) => {
    liftLimit();
    // Longer than the limit: that time passes is what is tested.
    await wait(30);
    return signal.aborted;
  });
  expect(answer).toEqual({ value: false });
});
