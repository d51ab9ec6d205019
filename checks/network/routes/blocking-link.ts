import type { Link, Path } from '../../../src/triage/chain.ts';

/** Links that every request passes; behind the endpoints one pod of many may be ill. */
const GATES: ReadonlySet<Link['kind']> = new Set(['route', 'service', 'endpoints']);

/** The links that decide whether requests get through; a workload or pod as a target is judged by its own links. */
export const decidingLinks = ({ links }: Path): readonly Link[] => {
  const gates = links.filter(({ kind }) => GATES.has(kind));
  return gates.length > 0 ? gates : links;
};

/** The first link that no request gets past and that has been so since before `limit`; one that no time is known of counts. */
export const findBlockingLink = (path: Path, limit: number): Link | undefined => {
  const first = decidingLinks(path).find(({ verdict }) => verdict === 'broken');
  return first !== undefined && (first.since ?? 0) < limit ? first : undefined;
};
