import type { Duplex } from 'node:stream';
import { ForwardRefusal, type PortForwarder } from '../../kubernetes/port-forward.ts';
import { errorMessage } from '../../model/errors.ts';
import { askConnection, type ConnectionQuestion } from '../../probes/ask-connection.ts';
import { connectTcp, formatHostPort } from '../../probes/net/tcp-connect.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { type LinkVerdict, worstVerdict } from '../../triage/chain.ts';
import type { TriageCluster } from '../../triage/cluster.ts';
import type { ExplainedLink } from './explain-links.ts';
import { type HopPlan, planProbes } from './plan-probes.ts';

/** What a live request at a hop came to. */
export interface HopProbe {
  /** `skipped`: nobody could ask from where kavmon runs. */
  readonly verdict: 'ok' | 'broken' | 'unknown' | 'skipped';
  /** `GET http://10.0.0.7:8080/healthz`, `TCP 10.0.0.7:5432`. */
  readonly request: string;
  readonly via: 'direct' | 'port-forward';
  /** What came of it, lower case. */
  readonly text: string;
  /** Milliseconds until the answer; null without one. */
  readonly latencyMs: number | null;
}

/** A link with the live requests that were made at it. */
export interface ProbedLink extends ExplainedLink {
  readonly probes?: readonly HopProbe[];
}

export interface ProbeTools {
  /** Absent inside the cluster, where pods are reached directly. */
  readonly forwarder?: PortForwarder;
  /** Ends all requests. */
  readonly signal: AbortSignal;
  /** Of one request, in milliseconds. */
  readonly timeoutMs: number;
}

/** Makes a live request at each hop of a path, all at once; one that fails makes its link `broken`. Never rejects. */
export const probeLinks = async (
  links: readonly ExplainedLink[],
  cluster: TriageCluster,
  tools: ProbeTools,
): Promise<readonly ProbedLink[]> => {
  const plans = planProbes(links, cluster);
  return Promise.all(
    links.map(async (link, index): Promise<ProbedLink> => {
      const plan = plans.get(index);
      if (plan === undefined || plan.length === 0) return link;
      const probes = await Promise.all(plan.map((hop) => probeHop(hop, tools)));
      return { ...link, verdict: worstVerdict([link.verdict, verdictOf(probes)]), probes };
    }),
  );
};

/** Some of several pods may be ill while the others answer. */
const verdictOf = (probes: readonly HopProbe[]): LinkVerdict => {
  const asked = probes.filter(({ verdict }) => verdict !== 'skipped');
  const broken = asked.filter(({ verdict }) => verdict === 'broken').length;
  if (broken > 0) return broken === asked.length ? 'broken' : 'suspicious';
  return asked.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'ok';
};

const probeHop = async (hop: HopPlan, tools: ProbeTools): Promise<HopProbe> => {
  const via = hop.reach === 'pod' && tools.forwarder !== undefined ? 'port-forward' : 'direct';
  const base = { request: requestText(hop), via, latencyMs: null } as const;
  if (hop.reach === 'cluster' && tools.forwarder !== undefined)
    return { ...base, verdict: 'skipped', text: 'not asked: its address is reached from inside the cluster only' };
  const signal = AbortSignal.any([tools.signal, AbortSignal.timeout(tools.timeoutMs)]);
  return { ...base, ...(await askHop(hop, via, tools, signal).catch((error) => failureOf(error, signal, tools))) };
};

type HopOutcome = Pick<HopProbe, 'verdict' | 'text'> & Partial<Pick<HopProbe, 'latencyMs'>>;

const askHop = async (
  hop: HopPlan,
  via: HopProbe['via'],
  tools: ProbeTools,
  signal: AbortSignal,
): Promise<HopOutcome> => {
  const called = performance.now();
  const stream = await openStream(hop, tools, signal);
  // The way through the API server is no part of what the pod takes.
  const began = via === 'port-forward' ? performance.now() : called;
  const { status } = await askConnection(stream, connectionQuestion(hop, via), signal);
  const latencyMs = Math.round(performance.now() - began);
  if (status === null) return { verdict: 'ok', text: 'connected', latencyMs };
  return { verdict: status < hop.question.failsFrom ? 'ok' : 'broken', text: `answered ${status}`, latencyMs };
};

/** A request that the run ended, or that nobody forwarded, says nothing of the hop. */
const failureOf = (error: unknown, signal: AbortSignal, tools: ProbeTools): HopOutcome => {
  if (tools.signal.aborted) return { verdict: 'unknown', text: 'not asked to the end: the run ended' };
  const late = `within ${formatDuration(tools.timeoutMs)}`;
  if (error instanceof ForwardRefusal)
    return {
      verdict: 'unknown',
      text: `not asked: ${signal.aborted ? `nothing was forwarded ${late}` : error.message}`,
    };
  const text = signal.aborted ? `no answer ${late}` : errorMessage(error);
  return { verdict: 'broken', text };
};

const openStream = (
  { reach, object, host, port }: HopPlan,
  { forwarder }: ProbeTools,
  signal: AbortSignal,
): Promise<Duplex> =>
  reach === 'pod' && forwarder !== undefined
    ? forwarder.connect({ namespace: object.namespace ?? '', pod: object.name, port }, signal)
    : connectTcp({ host, port }, { signal, phase: () => {} });

/** The API server takes a connection before the kubelet has tried to reach the port. */
const FORWARD_SETTLE_MS = 1000;

const connectionQuestion = ({ question }: HopPlan, via: HopProbe['via']): ConnectionQuestion => {
  const { scheme, path, host } = question;
  if (scheme === 'tcp') return { kind: 'tcp', settleMs: via === 'port-forward' ? FORWARD_SETTLE_MS : 0 };
  return { kind: 'http', path, host, tls: scheme === 'https' };
};

const requestText = ({ host, port, question: { scheme, path, host: header } }: HopPlan): string => {
  const target = formatHostPort(host, port);
  if (scheme === 'tcp') return `TCP ${target}`;
  return `GET ${scheme}://${target}${path}${header === host ? '' : ` (Host: ${header})`}`;
};
