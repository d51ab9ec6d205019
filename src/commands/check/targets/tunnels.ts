import type { Registration } from '../../../check/check.ts';
import type { PackedResult } from '../../../findings/packed-findings.ts';
import { type ForwardedPort, PodRefusal, type PortForwarder } from '../../../kubernetes/port-forward.ts';
import { openPortTunnel, type PortTunnel, type TunnelFailure, tunnelFailure } from '../../../kubernetes/port-tunnel.ts';
import { errorMessage } from '../../../model/errors.ts';
import type { ReportedReason } from '../../../model/reasons.ts';
import type { ObjectRef } from '../../../model/result.ts';
import { healthyOf, type Status } from '../../../model/status.ts';
import { askConnection } from '../../../probes/ask-connection.ts';
import { unlessEnded } from '../../../process/unless-ended.ts';
import { runsInCluster } from '../../input/runs-in-cluster.ts';
import type { RunClock } from '../run-clock.ts';
import type { ClusterRun } from '../run-context.ts';
import type { TargetEndpoint } from './resolve-target.ts';

/** A way to one endpoint, or why there is none. */
export interface OpenedTunnel {
  readonly port: number;
  readonly failure?: TunnelFailure | undefined;
  readonly tunnel?: PortTunnel;
}

/** Ways through the API server, for runs outside of the cluster. */
export interface Tunnels {
  /** False in a pod, which reaches Services and pods directly. */
  readonly needed: boolean;
  /** Opens one for a registration, within its timeout. Never rejects. */
  readonly open: (
    service: ObjectRef,
    endpoint: TargetEndpoint,
    registration: Pick<Registration, 'probes' | 'timeoutMs'>,
  ) => Promise<OpenedTunnel>;
  readonly close: () => void;
}

/** The API server takes a connection before the kubelet has tried the port: what stays open for so long is taken. */
const SETTLE_MS = 1000;

/** The ways of one run; what makes them is loaded with the first. */
export const openTunnels = ({ flags, io, clock, redactor }: ClusterRun): Tunnels => {
  let forwarder: Promise<PortForwarder> | undefined;
  const opened: PortTunnel[] = [];
  const connectForwarder = async (): Promise<PortForwarder> => {
    const { openPortForwarder } = await import('../../../kubernetes/port-forward.ts');
    const access = { env: { ...io.env }, context: flags.context, kubeconfig: flags.kubeconfig };
    return openPortForwarder(access, { signal: clock.ended, onSecret: redactor.register });
  };
  const openTo = async (to: ForwardedPort, { probes, timeoutMs }: Parameters<Tunnels['open']>[2]) => {
    // Who opens the way may hold it open without a word, and hear of no signal.
    const limit = AbortSignal.any([clock.ended, AbortSignal.timeout(timeoutMs)]);
    forwarder ??= connectForwarder();
    const way = await unlessEnded(forwarder, limit);
    if (way === undefined) throw limit.reason;
    if (probes.includes('tcp')) await unlessEnded(tryConnection(way, to, limit), limit);
    limit.throwIfAborted();
    const tunnel = await openPortTunnel(way, to, clock.ended);
    opened.push(tunnel);
    return { port: tunnel.port, tunnel };
  };
  const open: Tunnels['open'] = async ({ namespace = '' }, { pod, port }, registration) => {
    if (pod === undefined) return { port: 0, failure: { at: 'way', message: NO_POD } };
    const opening = openTo({ namespace, pod, port }, registration);
    return opening.catch((error: unknown) => ({ port: 0, failure: tunnelFailure(error, clock.ended) }));
  };
  return {
    needed: !runsInCluster(flags, io.env),
    open,
    close: () => {
      for (const tunnel of opened) tunnel.close();
      forwarder?.then(
        (one) => one.close(),
        () => {},
      );
    },
  };
};

const NO_POD = 'its endpoint is no pod of this cluster, to which the API server could forward';

/** A bare connection to a tunnel is always taken, whatever the pod does: so the pod is asked before. Rejects when it takes none. */
const tryConnection = async (way: PortForwarder, to: ForwardedPort, limit: AbortSignal): Promise<void> => {
  const stream = await way.connect(to, limit);
  await askConnection(stream, { kind: 'tcp', settleMs: SETTLE_MS }, limit).catch((error: unknown) => {
    throw stream.errored ?? new PodRefusal(errorMessage(error));
  });
};

const FAILURES: Readonly<
  Record<Exclude<TunnelFailure['at'], 'ended'>, { readonly status: Status; readonly reason: ReportedReason }>
> = {
  silence: { status: 'timeout', reason: 'connect_timeout' },
  pod: { status: 'failed', reason: 'connect_refused' },
  way: { status: 'error', reason: 'dependency' },
  forbidden: { status: 'error', reason: 'permission' },
};

/** A result that came through a tunnel: where the way itself failed, or the run ended, that is what it says. */
export const explainByTunnel = (
  result: PackedResult,
  { pod, tunnel }: { readonly pod?: string | undefined; readonly tunnel?: OpenedTunnel | undefined },
  clock: Pick<RunClock, 'endVerdict'>,
): PackedResult => {
  if (tunnel === undefined) return result;
  const failure = tunnel.failure ?? tunnel.tunnel?.failure();
  const note = 'asked through the API server (port-forward): times include the way there';
  if (failure === undefined || result.status === 'ok') return { ...result, notes: [...result.notes, note] };
  const verdict =
    failure.at === 'ended'
      ? clock.endVerdict('before this check ended')
      : failureVerdict(failure.at, failure.message, pod);
  return { ...result, ...verdict, healthy: healthyOf(verdict.status), findings: [] };
};

const failureVerdict = (at: keyof typeof FAILURES, message: string, pod: string | undefined) => ({
  ...FAILURES[at],
  message: at === 'pod' ? `pod ${pod}: ${message}` : `not asked through the API server: ${message}`,
});
