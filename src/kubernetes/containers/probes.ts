import { pluralize } from '../../text/pluralize.ts';
import type { ContainerSpec, ProbeSpec } from '../fields/container-spec.ts';

/** A probe's target and timing: `http GET :8080/live every 3s, timeout 1s, 2 failures`. */
export const formatProbe = (probe: ProbeSpec): string =>
  `${probeTarget(probe)} every ${probe.period}s, timeout ${probe.timeout}s, ${pluralize(probe.failures, 'failure')}`;

const probeTarget = ({ kind, scheme, port, path }: ProbeSpec): string => {
  if (kind === 'exec') return 'a command';
  if (kind === 'http') return `${(scheme ?? 'HTTP').toLowerCase()} GET :${port}${path ?? '/'}`;
  return `${kind} :${port}`;
};

/**
 * Whether a probe asks a port that its container does not declare. Without any declared port only a named one counts.
 */
export const asksUndeclaredPort = ({ port }: ProbeSpec, { ports }: ContainerSpec): boolean => {
  if (port === undefined) return false;
  if (typeof port === 'string') return !ports.some(({ name }) => name === port);
  return ports.length > 0 && !ports.some((declared) => declared.port === port);
};

/** How long a probe lets its container take from its start on, in milliseconds; 0 without one. */
export const probeBudgetMs = (probe: ProbeSpec | undefined): number =>
  probe === undefined ? 0 : (probe.initialDelay + probe.period * probe.failures) * 1000;
