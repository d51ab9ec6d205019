import type { Explainer } from '../../kubernetes/explainer.ts';
import { objectKey } from '../../kubernetes/objects/object-key.ts';
import type { EventRow } from '../../kubernetes/views/events.ts';
import { type DeletedReplica, deletedReplicas } from '../../status/deleted-replicas.ts';
import { lastRefusal } from '../../status/refused-creations.ts';
import { eventFact, startingFacts } from '../../status/starting-facts.ts';
import type { StatusRows } from '../../status/status-rows.ts';
import type { Replica, ReplicaContainer, WorkloadState } from '../../status/workload-status.ts';
import type { JudgedWorkload } from './attach-findings.ts';

/** The last lines of a container's log. */
export interface LogTail {
  readonly container: string;
  /** Of its run before the last restart. */
  readonly previous: boolean;
  readonly lines: readonly string[];
  /** Why there are none. */
  readonly missing?: string;
}

/** A replica with what events and logs tell of it. */
export interface ExplainedReplica extends Replica {
  /** Why its start takes long. */
  readonly facts: readonly string[];
  readonly log: LogTail | null;
}

export interface ExplainedWorkload extends Omit<JudgedWorkload, 'replicas'> {
  readonly replicas: readonly ExplainedReplica[];
  /** Gone, within the last hour. */
  readonly deleted: readonly DeletedReplica[];
}

interface ExplainedWorkloads {
  readonly workloads: readonly ExplainedWorkload[];
  /** What could not be read. */
  readonly notes: readonly string[];
}

/** Of one workload, those replicas whose logs are read: they mostly say the same. */
const LOGS_PER_WORKLOAD = 2;
const MAX_LOG_LINES = 10;

/** Adds what events and logs tell of replicas that are not responsive, and of those that are gone. Never rejects. */
export const explainWorkloads = async (
  workloads: readonly JudgedWorkload[],
  cluster: StatusRows,
  explainer: Explainer | undefined,
  { logs }: { readonly logs: boolean },
): Promise<ExplainedWorkloads> => {
  if (explainer === undefined)
    return { workloads: workloads.map((workload) => ({ ...withoutWords(workload), deleted: [] })), notes: [] };
  const { events, notes } = await readPodEvents(workloads, cluster, explainer);
  const byPod = Map.groupBy(events, ({ uid = '' }) => uid);
  const deleted = deletedReplicas(events, cluster);
  const explained = await Promise.all(
    workloads.map(async (workload): Promise<ExplainedWorkload> => {
      const read = logs ? await readTails(workload, explainer) : new Map<string, LogTail>();
      const replicas = workload.replicas.map((replica) => ({
        ...replica,
        facts: isHeldUp(replica) ? startingFacts(byPod.get(replica.uid) ?? [], cluster.now) : [],
        log: read.get(replica.uid) ?? null,
      }));
      const text = refusalText(workload, events, cluster.now);
      return { ...workload, text, replicas, deleted: deleted.get(objectKey(workload.ref)) ?? [] };
    }),
  );
  return { workloads: explained, notes };
};

const UNSETTLED: ReadonlySet<WorkloadState> = new Set(['launching', 'degraded', 'errored']);

/** What is said of a workload, with the refusal of its pods where only events tell of that. */
const refusalText = ({ ref, state, text }: JudgedWorkload, events: readonly EventRow[], now: number): string => {
  const refusal = UNSETTLED.has(state) ? lastRefusal(ref, events) : undefined;
  return refusal === undefined ? text : [text, eventFact(refusal, now)].filter(Boolean).join('; ');
};

/** Whether the state of a replica says that it waits, and not for what; that of one that fails says both. */
const isHeldUp = ({ level }: Replica): boolean => level === 'launching' || level === 'degraded';

const withoutWords = (workload: JudgedWorkload): Omit<ExplainedWorkload, 'deleted'> => ({
  ...workload,
  replicas: workload.replicas.map((replica) => ({ ...replica, facts: [], log: null })),
});

/** Events about pods that are not well or not there, and of what makes pods. */
const readPodEvents = async (
  workloads: readonly JudgedWorkload[],
  { rows }: StatusRows,
  explainer: Explainer,
): Promise<{ readonly events: readonly EventRow[]; readonly notes: readonly string[] }> => {
  const namespaces = [...new Set(workloads.flatMap(({ ref }) => ref.namespace ?? []))];
  const there = new Set((rows.pods ?? []).map(({ uid }) => uid));
  const ill = new Set(
    workloads.flatMap(({ replicas }) => replicas.flatMap(({ level, uid }) => (level === 'running' ? [] : [uid]))),
  );
  const events: EventRow[] = [];
  const notes = await explainer.readEvents(namespaces, (event) => {
    const { about, uid = '', message } = event;
    const isOfPod = about.kind === 'Pod' && (ill.has(uid) || !there.has(uid));
    if (isOfPod || event.reason === 'FailedCreate' || /\b[Pp]od:? \S+/.test(message)) events.push(event);
  });
  return { events, notes };
};

const readTails = async (
  { replicas, findings }: JudgedWorkload,
  explainer: Explainer,
): Promise<ReadonlyMap<string, LogTail>> => {
  const ill = replicas.filter(({ level }) => level !== 'running').slice(0, LOGS_PER_WORKLOAD);
  const tails = await Promise.all(
    ill.map(async (replica) => {
      const tail = foundTail(replica, findings) ?? (await readTail(replica, explainer));
      return tail === undefined ? [] : [[replica.uid, tail] as const];
    }),
  );
  return new Map(tails.flat());
};

/** The log that a finding about the replica has already. */
const foundTail = ({ ref }: Replica, findings: JudgedWorkload['findings']): LogTail | undefined => {
  for (const { evidence } of findings) {
    const { pod, container, log, previous } = evidence;
    if (pod === ref.name && typeof container === 'string' && Array.isArray(log))
      return { container, previous: previous === true, lines: log.map(String).slice(-MAX_LOG_LINES) };
  }
  return undefined;
};

const readTail = async ({ ref, containers }: Replica, explainer: Explainer): Promise<LogTail | undefined> => {
  const container = worstLoggedContainer(containers);
  if (container === undefined || ref.namespace === undefined) return undefined;
  const previous = container.log === 'previous';
  const outcome = await explainer.readLogs({
    namespace: ref.namespace,
    pod: ref.name,
    container: container.name,
    previous,
  });
  return 'lines' in outcome
    ? { container: container.name, previous, lines: outcome.lines.slice(-MAX_LOG_LINES) }
    : { container: container.name, previous, lines: [], missing: outcome.missing };
};

/** The container that is worst, among those that have run. */
const worstLoggedContainer = (containers: readonly ReplicaContainer[]): ReplicaContainer | undefined => {
  const logged = containers.filter(({ log, level }) => log !== null && level !== 'running');
  return logged.find(({ level }) => level === 'errored') ?? logged[0];
};
