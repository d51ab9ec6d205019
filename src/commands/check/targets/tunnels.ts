import type { PackedResult } from '../../../findings/packed-findings.ts';
import type { PortForwarder } from '../../../kubernetes/port-forward.ts';
import { openPortTunnel, type PortTunnel, type TunnelFailure, tunnelFailure } from '../../../kubernetes/port-tunnel.ts';
import type { ReportedReason } from '../../../model/reasons.ts';
import type { ObjectRef } from '../../../model/result.ts';
import { healthyOf } from '../../../model/status.ts';
import { askConnection } from '../../../probes/ask-connection.ts';
import type { ProbeName } from '../../../probes/index.ts';
import { runsInCluster } from '../../input/runs-in-cluster.ts';
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
  readonly open: (service: ObjectRef, endpoint: TargetEndpoint, probes: readonly ProbeName[]) => Promise<OpenedTunnel>;
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
  const open: Tunnels['open'] = async ({ namespace = '' }, { pod, port }, probes) => {
    if (pod === undefined) return { port: 0, failure: { at: 'way', message: NO_POD } };
    forwarder ??= connectForwarder();
    const way = await forwarder;
    const to = { namespace, pod, port };
    const failure = probes.includes('tcp') ? await tryConnection(way, to, clock.ended) : undefined;
    if (failure !== undefined) return { port: 0, failure };
    const tunnel = await openPortTunnel(way, to, clock.ended);
    opened.push(tunnel);
    return { port: tunnel.port, tunnel };
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

/** A bare connection to a tunnel is always taken, whatever the pod does: so the pod is asked before. */
const tryConnection = async (
  way: PortForwarder,
  to: Parameters<PortForwarder['connect']>[0],
  signal: AbortSignal,
): Promise<TunnelFailure | undefined> => {
  try {
    await askConnection(await way.connect(to, signal), { kind: 'tcp', settleMs: SETTLE_MS }, signal);
    return undefined;
  } catch (error) {
    return tunnelFailure(error);
  }
};

const FAILURES: Readonly<
  Record<TunnelFailure['at'], { readonly status: 'failed' | 'error'; readonly reason: ReportedReason }>
> = {
  pod: { status: 'failed', reason: 'connect_refused' },
  way: { status: 'error', reason: 'dependency' },
  forbidden: { status: 'error', reason: 'permission' },
};

/** A result that came through a tunnel: where the way itself failed, that is what it says. */
export const explainByTunnel = (
  result: PackedResult,
  { pod, tunnel }: { readonly pod?: string | undefined; readonly tunnel?: OpenedTunnel | undefined },
): PackedResult => {
  if (tunnel === undefined) return result;
  const failure = tunnel.failure ?? tunnel.tunnel?.failure();
  const note = 'asked through the API server (port-forward): times include the way there';
  if (failure === undefined || result.status === 'ok') return { ...result, notes: [...result.notes, note] };
  const { status, reason } = FAILURES[failure.at];
  const message =
    failure.at === 'pod' ? `pod ${pod}: ${failure.message}` : `not asked through the API server: ${failure.message}`;
  return { ...result, status, healthy: healthyOf(status), reason, message, findings: [] };
};
