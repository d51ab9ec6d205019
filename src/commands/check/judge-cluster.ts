import type { Registration } from '../../check/check.ts';
import { applyClaims } from '../../findings/attribute.ts';
import { linkCauses } from '../../findings/causes.ts';
import { explain } from '../../findings/enrich.ts';
import { annotatedIgnores, type Ignore, suppress } from '../../findings/ignore.ts';
import type { Explainer } from '../../kubernetes/explainer.ts';
import type { ViewName } from '../../kubernetes/resources.ts';
import type { Gathered } from '../../kubernetes/rows/cluster-data.ts';
import type { Result, Suppressed } from '../../model/result.ts';
import type { RunEvents } from '../../run/plan.ts';
import { run } from '../../run/run.ts';
import { titlesOf } from './titles.ts';

/** What was read of a cluster, and what can be asked of it afterwards. */
export interface Reading {
  readonly gathered: Gathered;
  readonly explainer?: Explainer;
}

export interface Judging {
  readonly read: (views: readonly ViewName[]) => Promise<Reading>;
  readonly events: RunEvents;
  readonly signal: AbortSignal;
  /** What is left of the run, in milliseconds; null: no limit. */
  readonly timeLeft: () => number | null;
  readonly workers: number;
  readonly ignores: readonly Ignore[];
  /** Whether ignores that stand on the objects themselves count. */
  readonly annotations: boolean;
  /** Whether container logs may be read. */
  readonly logs: boolean;
}

export interface Judged {
  readonly results: readonly Result[];
  readonly suppressed: readonly Suppressed[];
  readonly used: readonly Ignore[];
  readonly warnings: readonly string[];
  readonly stuck: boolean;
}

/**
 * Gathers what the registrations need, once, judges it, and settles the findings: each goes to the service that claims its
 * object, what is ignored is taken out, the rest is explained and linked to its roots.
 */
export const judgeCluster = async (registrations: readonly Registration[], judging: Judging): Promise<Judged> => {
  const { ignores, logs, signal, workers } = judging;
  const views = new Set(registrations.flatMap((registration) => [...registration.views, ...registration.wantedViews]));
  const { gathered, explainer } = await judging.read([...views]);
  const plan = { registrations, gathered, workers, runTimeoutMs: judging.timeLeft() };
  const { results, stuck } = await run(plan, judging.events, signal);
  const claimed = applyClaims(results, registrations, gathered.views);
  const annotated = judging.annotations ? annotatedIgnores(gathered.views) : [];
  const kept = suppress(claimed, [...ignores, ...annotated], { now: gathered.now, titleOf: titlesOf(registrations) });
  const told =
    explainer === undefined
      ? { results: kept.results, warnings: [] }
      : await explain(kept.results, explainer, { logs });
  explainer?.close();
  return {
    results: linkCauses(told.results),
    suppressed: kept.suppressed,
    used: kept.used,
    warnings: told.warnings,
    stuck,
  };
};
