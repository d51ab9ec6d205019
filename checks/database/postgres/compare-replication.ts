import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type RangeLimits, type RangeUnit } from '../../../src/expectations/range.ts';
import type { PostgresLink, PostgresReplication } from '../../../src/probes/postgres/replication.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { PostgresExpectations } from './params.ts';

/** Compares replication as one server sees it with what is expected of it. */
export const compareReplication = (
  replication: PostgresReplication,
  expected: PostgresExpectations,
): readonly Comparison[] => {
  const { links, seenFrom } = replication;
  const lagging = expected.lag !== undefined || expected.lagBytes !== undefined;
  return [
    ...(lagging && links.length === 0 ? [compareNoLinks(replication)] : []),
    ...(lagging && seenFrom === 'standby' ? links.map((link) => compareLinkState(link)) : []),
    ...compareLag(replication, 's', expected.lag),
    ...compareLag(replication, 'By', expected.lagBytes),
    ...(expected.standbys === undefined ? [] : compareStandbys(replication, expected.standbys)),
  ];
};

/** Without a link no lag is known, which must not pass for no lag. */
const compareNoLinks = ({ seenFrom, replayedSecondsAgo }: PostgresReplication): Comparison => {
  const ago = replayedSecondsAgo === null ? 'none' : `${roundToMillis(replayedSecondsAgo)} s ago`;
  const text =
    seenFrom === 'primary'
      ? 'no standby is connected to this primary'
      : `this standby receives nothing from its primary; newest transaction replayed: ${ago}`;
  const base = { name: 'replication', operator: 'exists', expected: true, actual: false, status: 'fail' } as const;
  return { ...base, reason: seenFrom === 'primary' ? 'empty_result' : 'unreachable', text };
};

const compareLinkState = ({ name, state }: PostgresLink): Comparison => ({
  name: 'replication state',
  operator: 'eq',
  expected: 'streaming',
  actual: state,
  // A hidden state is reported with the lag, which is hidden too.
  status: state === 'streaming' || state === 'hidden' ? 'pass' : 'fail',
  reason: 'assertion',
  text: `replication from ${name} is in state ${state}, expected streaming`,
});

const compareLag = (
  replication: PostgresReplication,
  unit: 's' | 'By',
  limits: RangeLimits | undefined,
): readonly Comparison[] =>
  limits === undefined
    ? []
    : replication.links.flatMap((link) => compareLink(link, replication.seenFrom, unit, limits));

const compareLink = (
  link: PostgresLink,
  seenFrom: PostgresReplication['seenFrom'],
  unit: Extract<RangeUnit, 's' | 'By'>,
  limits: RangeLimits,
): readonly Comparison[] => {
  const value = unit === 's' ? link.lagSeconds : link.lagBytes;
  const who = seenFrom === 'primary' ? `standby ${link.name}` : `this standby of ${link.name}`;
  const hidden = link.state === 'hidden';
  const unknown = hidden ? 'is hidden from this role: grant it pg_monitor' : 'is unknown';
  return compareRange(
    {
      name: unit === 's' ? `lag of ${link.name}` : `lag of ${link.name} in bytes`,
      value,
      unit,
      text:
        value === null
          ? `the lag of ${who} ${unknown}`
          : `${who} is ${roundToMillis(value)} ${unit === 's' ? 's' : 'bytes'} behind`,
      missing: hidden ? 'permission' : 'missing_value',
    },
    limits,
  );
};

const compareStandbys = ({ links, seenFrom }: PostgresReplication, limits: RangeLimits): readonly Comparison[] => {
  if (seenFrom === 'standby') return [noPrimary];
  const streaming = links.filter(({ state }) => state === 'streaming');
  const others = links.filter(({ state }) => state !== 'streaming').map(({ name, state }) => `${name} ${state}`);
  const hidden = links.some(({ state }) => state === 'hidden');
  const more = others.length === 0 ? '' : ` (${others.slice(0, 5).join(', ')})`;
  return compareRange(
    {
      name: 'standbys',
      value: hidden ? null : streaming.length,
      unit: '',
      text: hidden
        ? 'the state of the standbys is hidden from this role: grant it pg_monitor'
        : `${pluralize(streaming.length, 'standby is', 'standbys are')} streaming${more}`,
      missing: 'permission',
    },
    limits,
  );
};

const noPrimary: Comparison = {
  name: 'standbys',
  operator: 'exists',
  expected: true,
  actual: false,
  status: 'fail',
  reason: 'not_primary',
  text: 'standbys are counted on a primary, and the server is a standby',
};

const roundToMillis = (value: number): number => Math.round(value * 1000) / 1000;
