import type { Comparison } from '../../../src/expectations/comparison.ts';
import type { ProbeReason } from '../../../src/model/reasons.ts';
import type { BoundProbes } from '../../../src/probes/index.ts';

type GrpcHealth = Awaited<ReturnType<BoundProbes['grpc']>>;

/** What codes of gRPC mean when they are the answer about health (grpc/doc/statuscodes.md). */
const CODES: Readonly<Record<number, readonly [name: string, reason: ProbeReason, text: string]>> = {
  1: ['CANCELLED', 'status', 'the server gave the call up'],
  4: ['DEADLINE_EXCEEDED', 'status', 'the server did not answer itself in time'],
  5: ['NOT_FOUND', 'status', 'the server does not know this service'],
  7: ['PERMISSION_DENIED', 'permission', 'the server refuses the call'],
  8: ['RESOURCE_EXHAUSTED', 'status', 'the server, or what stands before it, has no room for the call'],
  12: ['UNIMPLEMENTED', 'protocol', 'the server does not implement grpc.health.v1, or not this method'],
  13: ['INTERNAL', 'status', 'the server failed'],
  14: ['UNAVAILABLE', 'status', 'the server, or what stands before it, is not available'],
  16: ['UNAUTHENTICATED', 'auth', 'the server refuses the credentials'],
};

/** Compares what a server says of a service with what it must say. Whatever is no status is a failure. */
export const compareHealth = (service: string, health: GrpcHealth, expected: 'SERVING' | 'NOT_SERVING'): Comparison => {
  const who = service === '' ? 'the server' : service;
  const base = { name: service === '' ? 'server' : service, operator: 'eq', expected } as const;
  if (health.status === expected)
    return { ...base, actual: expected, status: 'pass', reason: 'status', text: `${who} is ${expected}` };
  if (health.status === 'SERVICE_UNKNOWN')
    return {
      ...base,
      actual: health.status,
      status: 'fail',
      reason: 'status',
      text: `the server does not know ${who} (SERVICE_UNKNOWN)`,
    };
  if (health.status !== null)
    return {
      ...base,
      actual: health.status,
      status: 'fail',
      reason: 'status',
      text: `${who} is ${health.status}, expected ${expected}`,
    };
  const code = health.code ?? -1;
  const [name, reason, text] = CODES[code] ?? ([`code ${code}`, 'status', 'the server does not say a status'] as const);
  const words = health.message === '' ? '' : `, ${JSON.stringify(health.message.slice(0, 200))}`;
  return { ...base, actual: name, status: 'fail', reason, text: `${who}: ${text} (${name}${words})` };
};
