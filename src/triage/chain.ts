import type { Condition } from '../kubernetes/fields/condition.ts';
import type { ContainerTermination } from '../kubernetes/fields/container-status.ts';
import type { ObjectRef } from '../model/result.ts';

/** The hops of a request, from the outside in. */
export const linkKinds = ['route', 'service', 'endpoints', 'workload', 'pod', 'container'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** `suspicious`: requests pass, or nobody wants them to; `unknown`: it could not be read, so it is not known to be well. */
export type LinkVerdict = 'ok' | 'suspicious' | 'broken' | 'unknown';

/** One hop of a request: the objects that it passes through, and whether it gets past them. */
export interface Link {
  readonly kind: LinkKind;
  /** The object that a person would look at. */
  readonly object: ObjectRef;
  /** Others that the link stands for: the pods of a workload, the Gateways of a route. */
  readonly objects: readonly ObjectRef[];
  readonly verdict: LinkVerdict;
  /** A fact with its numbers, lower case, no full stop. */
  readonly text: string;
  /** Since when it is as it is, in milliseconds since the epoch; absent where nothing says so. */
  readonly since?: number;
  /** Objects whose own faults would explain it. */
  readonly because?: readonly ObjectRef[];
  /** What conditions of the object say against it. */
  readonly conditions?: readonly Condition[];
  /** How its container last ended. */
  readonly termination?: ContainerTermination;
  /** The container with a log to read; `previous`: that of its run before the last restart. */
  readonly log?: { readonly container: string; readonly previous: boolean };
  /** It is so on purpose: scaled to zero, a finished run. */
  readonly onPurpose?: true;
  /** The Service port that a route sends to; absent: any. */
  readonly port?: number | string;
  /** What leads into it: `shop.example/cart`. */
  readonly urls?: readonly string[];
}

/** The hops of one way of a request, in order; it ends where nothing more can be followed. */
export interface Path {
  readonly links: readonly Link[];
}

/** All ways that lead from a target inwards. */
export interface Chain {
  readonly target: ObjectRef;
  readonly paths: readonly Path[];
  /** Objects that lead to the target from the outside. */
  readonly outer: readonly ObjectRef[];
}

/** So long something may take to start before that counts against it, in milliseconds. */
export const START_GRACE_MS = 60_000;

/** The first link that no request gets past, from the outside in. */
export const firstBrokenLink = ({ links }: Path): Link | undefined => links.find(({ verdict }) => verdict === 'broken');

const RANKS: readonly LinkVerdict[] = ['ok', 'suspicious', 'unknown', 'broken'];

/** The worst of these verdicts; `ok` of none. */
export const worstVerdict = (verdicts: readonly LinkVerdict[]): LinkVerdict =>
  RANKS.findLast((one) => verdicts.includes(one)) ?? 'ok';

/** The worst verdict of any link. */
export const chainVerdict = ({ paths }: Pick<Chain, 'paths'>): LinkVerdict =>
  worstVerdict(paths.flatMap(({ links }) => links.map(({ verdict }) => verdict)));
