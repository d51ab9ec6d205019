import type { Registration } from '../../../check/check.ts';
import type { PackedResult } from '../../../findings/packed-findings.ts';
import { loadViews } from '../../../kubernetes/rows/pages.ts';
import { resultOf } from '../../../run/attempt/outcome.ts';
import type { RunEvents, RunOutcome, RunPlan } from '../../../run/plan.ts';
import { runPlan } from '../../../run/run-plan.ts';
import type { PrewarmedPool } from '../../../run/threads/prewarmed-worker.ts';
import type { ClusterRun } from '../run-context.ts';
import { NOT_IN_SNAPSHOT } from '../saved-cluster.ts';
import { mergeReplicas } from './merge-replicas.ts';
import { type PlannedTarget, planTarget } from './plan-target.ts';
import { resolveTarget } from './resolve-target.ts';
import { targetOf } from './target-of.ts';
import { explainByTunnel, openTunnels, type Tunnels } from './tunnels.ts';

/** A run, with the namespaces that it reads; null: all. */
type TargetRun = ClusterRun & { readonly namespaces: readonly string[] | null };

/**
 * Runs a plan in which registrations name Services: each is asked under the name and port that the cluster knows, or each of
 * its replicas, outside of the cluster through the API server. Results are one for each registration, in their order.
 */
export const askTargets = async (
  plan: RunPlan,
  events: RunEvents,
  run: TargetRun,
  thread: PrewarmedPool,
): Promise<RunOutcome> => {
  const { services, endpointSlices, pods } = plan.gathered.views;
  const views = await loadViews({
    ...(services && { services }),
    ...(endpointSlices && { endpointSlices }),
    ...(pods && { pods }),
  });
  const tunnels = openTunnels(run);
  try {
    const planned = await Promise.all(
      plan.registrations.map((registration) => planRegistration(registration, views, tunnels, run)),
    );
    const registrations = planned.flatMap(({ parts }) => parts.map((part) => part.registration));
    // What a target comes to is known when all of its replicas have answered.
    const of = new Map(planned.flatMap((one) => one.parts.map((part) => [part.registration, one] as const)));
    const outcome = await runPlan(
      // Opening the ways has taken some of the time.
      { ...plan, registrations, runTimeoutMs: run.clock.timeLeftMs() },
      {
        ...events,
        started: (part) => events.started(of.get(part)?.registration ?? part),
        finished: (result, part) => {
          if (of.get(part)?.target === undefined) events.finished(result, part);
        },
      },
      run.io.interrupt,
      thread,
    );
    const rest = outcome.results.values();
    const results = planned.map((one): PackedResult => {
      const own = one.parts.map((part) => explainByTunnel(rest.next().value as PackedResult, part, run.clock));
      if (one.target === undefined) return own[0] as PackedResult;
      const result = 'verdict' in one ? resultOf(one.registration, one.verdict) : mergeReplicas(one, own);
      events.finished(result, one.registration);
      return result;
    });
    return { results, stuck: outcome.stuck };
  } finally {
    tunnels.close();
  }
};

const planRegistration = async (
  registration: Registration,
  views: Parameters<typeof resolveTarget>[1],
  tunnels: Tunnels,
  { flags, namespaces }: Pick<TargetRun, 'flags' | 'namespaces'>,
): Promise<PlannedTarget> => {
  const target = targetOf(registration);
  if (target === undefined || registration.problem !== undefined)
    return { registration, target: undefined, parts: [{ registration }] };
  const unasked = { registration, target, parts: [] };
  if (flags.snapshot !== undefined) return { ...unasked, verdict: NOT_IN_SNAPSHOT };
  const resolved = resolveTarget(target, views, namespaces);
  return planTarget(registration, target, resolved, tunnels);
};
