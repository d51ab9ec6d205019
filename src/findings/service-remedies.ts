import type { Registration } from '../check/check.ts';
import { type Advice, adviceTexts } from '../model/advice.ts';
import type { PhaseName } from '../model/phase.ts';
import type { ReportedReason } from '../model/reasons.ts';
import type { PhaseTiming, ReportedFinding } from '../model/result.ts';
import type { Status } from '../model/status.ts';

/** What is known of the result of a service. */
export interface ServiceResult {
  readonly status: Status;
  readonly reason: ReportedReason | null;
  readonly findings?: readonly (Pick<ReportedFinding, 'evidence'> & Partial<Pick<ReportedFinding, 'level'>>)[];
  readonly phases?: readonly PhaseTiming[];
}

type ServiceSubject = Pick<Registration, 'remedies' | 'probes'>;

export const PERMISSION_REMEDY = 'Grant its user the right that the message names.';

const SILENT_TARGET_REMEDY =
  'Look at what may swallow the packets: a network policy or firewall on the way, a wrong address, a host that is down.';

/** What to do when the service could not be reached, or did not accept the connection. */
const connectionRemedies: { readonly [reason in ReportedReason]?: string } = {
  dns: 'Look the name up from where kavmon runs; compare its spelling and its namespace (SERVICE.NAMESPACE), then see whether DNS answers for other names.',
  connect_refused:
    'The host answers and nothing listens there: compare the port, then see whether the server runs; behind a Service, whether it has endpoints that are ready.',
  connect_timeout: SILENT_TARGET_REMEDY,
  unreachable: SILENT_TARGET_REMEDY,
  tls_handshake:
    'See whether the port speaks TLS at all, and compare the versions and client certificates that both sides take.',
  tls_untrusted: 'Name the authority that signed the certificate (ca), or have the server send the whole chain.',
  tls_name: 'Ask by a name that stands in the certificate, or have one issued for the name that is asked.',
  tls_expired:
    'Renew the certificate and have the server load it; look at what should have renewed it. If it is not valid yet, compare the clocks.',
  auth: 'Compare user and secret with what the server has: one of them may have been rotated without the other.',
  permission: PERMISSION_REMEDY,
  not_primary:
    'See which server is the primary now and why (a fail-over, a restart), and where the name or Service that was asked leads to.',
  interrupted: 'Run it again: a signal ended it before this was looked at.',
  deadline_run:
    'Give the run more time (--run-timeout), or fewer checks (-g, -n); the message tells how far this one came.',
};

const LATENCY_REMEDY =
  'Compare the phases of the result: look-up and connection take long on the way, what follows in the service; there look at its load and at what it waits for.';

const SILENT_SERVER_REMEDY =
  'The connection is open and the answer does not come: look at the load and the log of the service and at what it waits for; if it may take so long, give it more time (timeout).';

/** Phases in which the connection is open: no packet of it is swallowed then. */
const OPEN_PHASES: readonly PhaseName[] = ['tls', 'auth', 'request', 'query', 'transfer'];

/** The phase in which it ended, as far as is known. */
const isConnected = ({ phases = [] }: ServiceResult): boolean =>
  OPEN_PHASES.some((name) => name === (phases.findLast(({ done }) => !done) ?? phases.at(-1))?.name);

/** What to do about a reason that has several causes, where the result says which it is. */
const specificRemedies: { readonly [reason in ReportedReason]?: (result: ServiceResult) => string | undefined } = {
  unreachable: (result) => (isConnected(result) ? adviceTexts.closed : undefined),
  deadline_attempt: (result) => (isConnected(result) ? SILENT_SERVER_REMEDY : undefined),
  deadline_check: (result) => (isConnected(result) ? SILENT_SERVER_REMEDY : undefined),
};

/** What the comparison that makes the message knows beyond its reason. */
const adviceOf = ({ findings = [] }: ServiceResult): string | undefined => {
  const advice = (findings.find(({ level }) => level === 'fault') ?? findings[0])?.evidence.advice;
  return typeof advice === 'string' && Object.hasOwn(adviceTexts, advice) ? adviceTexts[advice as Advice] : undefined;
};

/**
 * Whether the check looks for this very fault: then its own remedy is more precise. Only an end is mended by renewal, and what a
 * database reports of its peers is no connection of ours.
 */
const judgesFault = ({ probes }: ServiceSubject, { reason, findings = [] }: ServiceResult): boolean =>
  (reason === 'dns' && probes.includes('dns')) ||
  (reason === 'tls_expired' && probes.includes('tls')) ||
  (reason === 'unreachable' && findings.length > 0 && probes.some((name) => name === 'postgres' || name === 'redis'));

/** Who keeps the numbers and cannot be reached leaves a check undecided; any other error is not of the connection. */
const isOfConnection = ({ probes }: ServiceSubject, status: Status): boolean =>
  status === 'failed' || status === 'timeout' || (status === 'error' && probes.includes('prometheus'));

/**
 * What to do about the result of a built-in check of a service, of whose reasons it is known what they are about; undefined
 * where the check's own remedy fits.
 */
export const serviceRemedyOf = (subject: ServiceSubject, result: ServiceResult): string | undefined => {
  const { status, reason } = result;
  if (reason === null || judgesFault(subject, result)) return undefined;
  if (reason === 'latency') return LATENCY_REMEDY;
  const advice = adviceOf(result);
  if (advice !== undefined) return advice;
  const own = subject.remedies?.[reason];
  if (own !== undefined || !isOfConnection(subject, status)) return own;
  return specificRemedies[reason]?.(result) ?? connectionRemedies[reason];
};
