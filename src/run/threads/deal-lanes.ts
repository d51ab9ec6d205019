import type { Registration } from '../../check/check.ts';
import { dealGroups } from './retry-lost.ts';

/** Registrations that one thread runs sooner than a second thread starts. */
export const REGISTRATIONS_PER_LANE = 1000;

/**
 * Deals registrations out into so many lanes at most: in turn, but those with the same client of OAuth 2 into one lane, as
 * its thread fetches their token once; where they are more than one thread should run, into as few as can be.
 */
export const dealLanes = (
  indices: readonly number[],
  count: number,
  registrationOf: (index: number) => Pick<Registration, 'parsed'>,
): readonly (readonly number[])[] => {
  if (count === 1) return dealGroups(indices, count);
  const together = Map.groupBy(indices, (index) => findOAuthClient(registrationOf(index).parsed));
  const single = together.get(undefined) ?? [];
  together.delete(undefined);
  const lanes = Array.from({ length: count }, (): number[] => []);
  const parts = [...together.values()].flatMap((members) =>
    dealGroups(members, Math.ceil(members.length / REGISTRATIONS_PER_LANE)),
  );
  for (const members of [...parts, ...single.map((index) => [index])]) smallestOf(lanes).push(...members);
  return lanes.filter(({ length }) => length > 0);
};

const smallestOf = (lanes: readonly number[][]): number[] =>
  lanes.reduce((smallest, lane) => (lane.length < smallest.length ? lane : smallest));

/** The first client of OAuth 2 in parameters, wherever steps have it, as a text; undefined: there is none. */
const findOAuthClient = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('oauth2' in value && value.oauth2 !== undefined) return JSON.stringify(value.oauth2);
  for (const inner of Object.values(value)) {
    const client = findOAuthClient(inner);
    if (client !== undefined) return client;
  }
  return undefined;
};
