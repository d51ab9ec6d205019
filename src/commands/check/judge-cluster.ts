import type { Registration } from '../../check/check.ts';
import { attributeToServices, createClaims } from '../../findings/attribute.ts';
import { addPodContext } from '../../findings/context/pod-context.ts';
import { namePreemptors } from '../../findings/context/preemptors.ts';
import { enrichFindings } from '../../findings/enrich.ts';
import { annotatedIgnores, createSuppression, suppressFindings } from '../../findings/ignore.ts';
import { keepSelected } from '../../findings/keep-selected.ts';
import { limitFindings } from '../../findings/limit-findings.ts';
import { linkCauses } from '../../findings/link-causes.ts';
import { unpackResult } from '../../findings/packed-findings.ts';
import { MAX_FINDINGS_OF_CHECK } from '../../findings/worst-findings.ts';
import type { Explainer } from '../../kubernetes/explainer.ts';
import type { ViewName } from '../../kubernetes/resources.ts';
import type { ClusterData } from '../../kubernetes/rows/cluster-data.ts';
import type { ReportedFinding } from '../../model/result.ts';
import type { RunEvents, RunOutcome } from '../../run/plan.ts';
import { runPlan } from '../../run/run-plan.ts';
import {
  type ClusterThread,
  createClusterThread,
  createReadingThread,
  withClusterThread,
} from '../../run/threads/cluster-thread.ts';
import { optimizeJudging, saveMemoryOfManyFindings, saveMemoryOfManyRows } from '../../startup/v8-flags.ts';
import { objectSelectors } from '../input/object-selectors.ts';
import type { ClusterReading, ClusterSource } from './cluster-source.ts';
import { healthyMessages } from './healthy-messages.ts';
import type { JudgedResults } from './judged-results.ts';
import type { ClusterRun } from './run-context.ts';
import { targetOf } from './targets/target-of.ts';

/** The results of cluster checks, and what they were judged by. */
export interface JudgedCluster extends JudgedResults {
  readonly gathered: ClusterData;
  /** For further questions; whoever gets it closes it. Absent when the cluster was not read. */
  readonly explainer?: Explainer;
}

/**
 * Gathers what the registrations need and `moreViews`, each once, judges it, and settles the findings: each goes to the
 * service that claims its object, what is ignored is taken out, the rest is explained and linked to its roots.
 */
export const judgeCluster = async (
  registrations: readonly Registration[],
  source: ClusterSource,
  events: RunEvents,
  run: ClusterRun,
  moreViews: readonly ViewName[] = [],
): Promise<JudgedCluster> => {
  const { config, flags } = run;
  optimizeJudging();
  const needed = registrations.flatMap((registration) => [...registration.views, ...registration.wantedViews]);
  const views = new Set([...needed, ...moreViews]);
  const {
    gathered,
    explainer,
    warnings = [],
    stuck,
    results,
  } = await withClusterThread(chooseThread(registrations, run), (thread) =>
    readAndJudge({ registrations, views: [...views], source, events }, run, thread),
  );
  saveMemoryOfManyFindings(results);
  const selectors = objectSelectors(flags);
  const limit = flags.everyFinding || selectors.length > 0 ? Number.POSITIVE_INFINITY : MAX_FINDINGS_OF_CHECK;
  const claims = createClaims(gathered.views);
  const ignores = [...config.ignores, ...(flags.ignoreAnnotations ? annotatedIgnores(gathered.views) : [])];
  const suppression = createSuppression(ignores, gathered.now);
  const unpacked = results.map((result, index) => {
    const registration = registrations[index] as Registration;
    const isOwn = claims.ownerTest(registration);
    const keep = (finding: ReportedFinding) => isOwn(finding) && suppression.keeps(result, finding);
    return unpackResult(result, { keep, title: registration.title, limit });
  });
  const attributed = attributeToServices(unpacked, registrations, claims);
  const suppressed = suppressFindings(attributed, suppression, healthyMessages(registrations));
  const kept = keepSelected(suppressed.results, registrations, { selectors, views: gathered.views });
  const limited = flags.everyFinding ? { results: kept, warnings: [] } : limitFindings(kept);
  const explained =
    explainer === undefined
      ? { results: limited.results, warnings: [] }
      : await enrichFindings(limited.results, explainer, { logs: flags.podLogs });
  const placed = addPodContext(namePreemptors(explained.results, gathered.views), gathered.views);
  return {
    ...suppressed,
    results: linkCauses(placed),
    warnings: [...warnings, ...limited.warnings, ...explained.warnings],
    stuck,
    gathered,
    ...(explainer === undefined ? {} : { explainer }),
  };
};

/** Users' checks judge in processes of their own, whose memory rows that nobody looks at would take. */
const chooseThread = (registrations: readonly Registration[], { prewarmed, flags }: ClusterRun): ClusterThread =>
  registrations.some(({ module }) => module === undefined)
    ? (prewarmed?.cluster ?? createClusterThread(flags.numWorkers))
    : createReadingThread();

interface ClusterOrder {
  readonly registrations: readonly Registration[];
  readonly views: readonly ViewName[];
  readonly source: ClusterSource;
  readonly events: RunEvents;
}

/** What was read of a cluster, and the results of the registrations by it. */
type ReadResults = ClusterReading & RunOutcome;

const readAndJudge = async (
  { registrations, views, source, events }: ClusterOrder,
  run: ClusterRun,
  thread: ClusterThread,
): Promise<ReadResults> => {
  const { flags, io, clock } = run;
  const reading = await source.read(views, thread);
  const { gathered, stuck = false } = reading;
  saveMemoryOfManyRows(gathered.views);
  const plan = { registrations, gathered, workers: flags.numWorkers, runTimeoutMs: clock.timeLeftMs() };
  const outcome = registrations.some((registration) => targetOf(registration) !== undefined)
    ? await (await import('./targets/ask-targets.ts')).askTargets(
        plan,
        events,
        { ...run, namespaces: source.scope().namespaces },
        thread,
      )
    : await runPlan(plan, events, io.interrupt, thread);
  return { ...reading, ...outcome, stuck: stuck || outcome.stuck };
};
