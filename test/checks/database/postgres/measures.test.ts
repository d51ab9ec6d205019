import { expect, it } from 'vitest';
import { postgresMeasures } from '../../../../checks/database/postgres/measures.ts';
import type { PostgresLink } from '../../../../src/probes/postgres/replication.ts';

const measuresOf = (...links: readonly Partial<PostgresLink>[]): Readonly<Record<string, number>> => {
  const replication = { value: { seenFrom: 'primary', links, hidden: 0, replayedSecondsAgo: null } };
  const connections = { used: 1, max: 10, reserved: 0 };
  const answer = { durationMs: 1, connections, replication, queries: [] } as never;
  return Object.fromEntries(postgresMeasures(answer, { queries: [] }).map(([name, value]) => [name, value]));
};

it('the lag is that of the slowest standby, and is left out where one of them is unknown', () => {
  const known = { lagSeconds: 3, lagBytes: 100 };
  expect(measuresOf(known, { lagSeconds: 1, lagBytes: 200 })).toMatchObject({ lag: 3, lag_bytes: 200 });
  const starting = measuresOf(known, { lagSeconds: null, lagBytes: null });
  expect(starting).toMatchObject({ replication_links: 2 });
  expect([starting.lag, starting.lag_bytes]).toEqual([undefined, undefined]);
  expect(measuresOf().lag).toBeUndefined();
});
