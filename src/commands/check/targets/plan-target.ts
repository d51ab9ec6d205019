import type { Registration, TargetAddress } from '../../../check/check.ts';
import type { Json } from '../../../model/json.ts';
import type { ObjectRef } from '../../../model/result.ts';
import type { ServiceTarget } from '../../../params/service-target.ts';
import type { ConnectTo } from '../../../probes/probe.ts';
import { type CheckVerdict, verdictOfFindings } from '../../../run/attempt/outcome.ts';
import { reportFindings } from '../../../run/attempt/report-findings.ts';
import type { ResolvedTarget, TargetEndpoint, UnresolvedTarget } from './resolve-target.ts';
import type { OpenedTunnel, Tunnels } from './tunnels.ts';

/** What is run for a registration: itself, or one for each replica of its target. */
export interface TargetPart {
  readonly registration: Registration;
  /** The pod that is asked; absent where the Service is. */
  readonly pod?: string | undefined;
  readonly tunnel?: OpenedTunnel | undefined;
}

/** A registration, and what is run for it: nothing where it has its verdict already. */
export interface PlannedTarget {
  readonly registration: Registration;
  /** Absent: it names no Service. */
  readonly target: ServiceTarget | undefined;
  readonly parts: readonly TargetPart[];
  readonly verdict?: CheckVerdict;
  readonly because?: readonly ObjectRef[];
}

/** Plans how a target is asked: directly, from outside of the cluster through tunnels; one replica of it or each. */
export const planTarget = async (
  registration: Registration,
  target: ServiceTarget,
  resolved: ResolvedTarget | UnresolvedTarget,
  tunnels: Tunnels,
): Promise<PlannedTarget> => {
  const base = { registration, target, because: resolved.because ?? [] };
  if ('status' in resolved) return { ...base, parts: [], verdict: unresolvedVerdict(registration, resolved) };
  const addressed = withAddress(registration, target, resolved);
  if (!tunnels.needed && !target.each) return { ...base, parts: [{ registration: addressed }] };
  const asked = target.each ? resolved.endpoints : resolved.endpoints.slice(0, 1);
  const parts = await Promise.all(
    asked.map(async (endpoint, index): Promise<TargetPart> => {
      const tunnel = tunnels.needed ? await tunnels.open(resolved.service, endpoint, addressed) : undefined;
      const pod = endpoint.pod ?? endpoint.address ?? `endpoint ${index + 1}`;
      return { registration: throughTo(addressed, resolved, { endpoint, tunnel, pod }), pod, tunnel };
    }),
  );
  return { ...base, parts };
};

/** A Service that nobody serves is a finding, so that its own cause is linked to it. */
const unresolvedVerdict = (registration: Registration, unresolved: UnresolvedTarget): CheckVerdict => {
  const { status, reason, message, because = [] } = unresolved;
  if (status !== 'failed') return { status, reason, message };
  const [finding] = reportFindings([{ reason, message, because }], registration);
  if (finding === undefined) throw new Error('a finding was not reported');
  return verdictOfFindings({ worst: finding, count: 1, findings: [finding] }, registration.title);
};

/** The registration with the address that its target stands for. It needs nothing of the cluster any more. */
const withAddress = (registration: Registration, target: ServiceTarget, resolved: ResolvedTarget): Registration => {
  const { target: _, ...params } = registration.params as { readonly [key: string]: Json };
  const { target: __, ...parsed } = registration.parsed ?? {};
  const address = ADDRESSES[registration.targetAddress ?? 'host'](target, resolved);
  return {
    ...registration,
    params: { ...params, ...address },
    parsed: { ...parsed, ...address },
    views: [],
    wantedViews: [],
  };
};

type WriteAddress = (target: ServiceTarget, resolved: ResolvedTarget) => { readonly [parameter: string]: Json };

/** What each check is given in place of its target. */
const ADDRESSES: Readonly<Record<TargetAddress, WriteAddress>> = {
  url: (target, resolved) => ({ url: urlOf(target, resolved) }),
  webSocketUrl: (target, resolved) => ({ url: urlOf(target, resolved).replace(/^http/, 'ws') }),
  baseUrl: (target, resolved) => ({ baseUrl: urlOf(target, resolved) }),
  endpoint: (target, resolved) => ({ endpoint: urlOf(target, resolved) }),
  host: (_, { host, port }) => ({ host, port }),
  hosts: (_, { host, port }) => ({ hosts: [`${host}:${port}`] }),
};

const urlOf = ({ path = '/' }: ServiceTarget, { scheme, host, port }: ResolvedTarget): string => {
  const isDefault = port === (scheme === 'https' ? 443 : 80);
  return `${scheme}://${host}${isDefault ? '' : `:${port}`}${path}`;
};

interface Way {
  readonly endpoint: TargetEndpoint;
  readonly tunnel: OpenedTunnel | undefined;
  readonly pod: string;
}

const throughTo = (
  registration: Registration,
  { host, port }: ResolvedTarget,
  { endpoint, tunnel, pod }: Way,
): Registration => {
  const id = `${registration.id}/${pod}`;
  if (tunnel?.failure !== undefined) return { ...registration, id, problem: tunnel.failure.message };
  if (tunnel === undefined && endpoint.address === undefined)
    return { ...registration, id, problem: `the address of pod ${pod} is not known` };
  const connectTo: ConnectTo =
    tunnel === undefined
      ? { host, port, address: endpoint.address ?? '', addressPort: endpoint.port }
      : { host, port, address: '127.0.0.1', addressPort: tunnel.port };
  return { ...registration, id, connectTo };
};
