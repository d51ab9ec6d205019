import type { Registration } from '../check/check.ts';
import type { PhaseName } from '../model/phase.ts';
import type { Reason } from '../model/reasons.ts';
import type { PhaseTiming, ReportedFinding } from '../model/result.ts';
import type { Status } from '../model/status.ts';
import { type HttpAuthentication, isSchemeWanted } from '../probes/http/credentials.ts';

/** What is known of a result when its remedy is chosen. */
interface JudgedResult {
  readonly status: Status;
  readonly reason: Reason | null;
  readonly findings?: readonly Pick<ReportedFinding, 'evidence'>[];
  readonly phases?: readonly PhaseTiming[];
}

type RemedySubject = Pick<Registration, 'name' | 'remedy' | 'views' | 'wantedViews' | 'probes' | 'module'>;

const API_UNREACHABLE_REMEDY =
  'Ask the API server from the same place ("kubectl cluster-info"); then look at its address in the kubeconfig, and at proxies and network policies on the way.';
const API_UNTRUSTED_REMEDY =
  "Compare the certificate authority and the server's address in the kubeconfig with the certificate that the API server shows.";

/** What to do when the cluster could not be read. */
const clusterRemedies: { readonly [reason in Reason]?: (subject: RemedySubject) => string } = {
  permission: () =>
    'If a right is missing, apply what "kavmon rbac" prints for the same filters and scope ("--preflight" asks what is missing); if the credentials were refused, renew them.',
  config: () =>
    'Correct what the message names where it was given: --namespace, --snapshot, --kubeconfig, --context, or the configuration.',
  dependency: () =>
    'Ask the API server the same by hand ("kubectl get --raw \'/readyz?verbose\'" tells how it fares); a saved cluster has to be recorded anew, whole.',
  protocol: () =>
    'See what changes or cuts the answers of the API server on the way; a saved cluster has to be recorded anew, whole.',
  deadline_run: () => 'Give the run more time (--run-timeout), or less to read (--namespace, -g, -n).',
  connect_refused: () => API_UNREACHABLE_REMEDY,
  unreachable: () => API_UNREACHABLE_REMEDY,
  dns: () => API_UNREACHABLE_REMEDY,
  tls_handshake: () => API_UNTRUSTED_REMEDY,
  tls_untrusted: () => API_UNTRUSTED_REMEDY,
  tls_name: () => API_UNTRUSTED_REMEDY,
  tls_expired: () => 'Renew the certificate of the API server, and compare the clock of this machine.',
  empty_result: () => 'Correct the selector of the service, or see why none of its objects are there.',
};

const PERMISSION_REMEDY = 'Grant its user the right that the message names.';

/** What to do about an `error` that does not come from reading the cluster. */
const errorRemedies: { readonly [reason in Reason]?: (subject: RemedySubject) => string } = {
  permission: () => PERMISSION_REMEDY,
  config: ({ name }) =>
    `Correct the settings of ${name} in the configuration, or the file or secret that they name; "kavmon config validate" checks them.`,
  dependency: () => 'Bring what the message names to life, or install it; the check judges nothing without it.',
  missing_value: () => 'Compare what was answered with what the check expects: a field was renamed, moved or left out.',
  empty_result: () => 'Correct the query, file or selector of the check, so that it finds what it has to judge.',
  worker_lost: () =>
    'Run it alone and see whether it ends its process or fills its memory; if it is one of the built-in checks, report it with its log.',
  internal: ({ module }) =>
    module === undefined
      ? 'This is a fault in kavmon: report it with the message, the version and the log of a run with "-l debug".'
      : 'Mend the module of the check: it threw, or returned what is no list of findings.',
};

const SILENT_TARGET_REMEDY =
  'Look at what may swallow the packets: a network policy or firewall on the way, a wrong address, a host that is down.';

/** What to do when the service could not be reached, or did not accept the connection. */
const connectionRemedies: { readonly [reason in Reason]?: string } = {
  dns: 'Look the name up from where kavmon runs; compare its spelling and its namespace (SERVICE.NAMESPACE), then see whether DNS answers for other names.',
  connect_refused:
    'The host answers and nothing listens there: compare the port, then see whether the server runs; behind a Service, whether it has endpoints that are ready.',
  connect_timeout: SILENT_TARGET_REMEDY,
  unreachable: SILENT_TARGET_REMEDY,
  tls_handshake:
    'See whether the port speaks TLS at all, and compare the versions and client certificates that both sides take.',
  tls_untrusted: 'Name the authority that signed the certificate (ca), or have the server send the whole chain.',
  tls_name: 'Ask by a name that stands in the certificate, or have one issued for the name that is asked.',
  tls_expired: 'Renew the certificate and have the server load it; look at what should have renewed it.',
  auth: 'Compare user and secret with what the server has: one of them may have been rotated without the other.',
  permission: PERMISSION_REMEDY,
};

const CLOSED_CONNECTION_REMEDY =
  'Look at the log of the server, at what stands between (a proxy, a load balancer, a limit), and whether the port is the right one and is asked as it wants, with TLS or without.';

const OTHER_SCHEME_REMEDY =
  'Give credentials of a scheme that the message names (auth); where kavmon speaks none of them, have the server take Basic or a token from it.';

/** Phases in which the connection is open: no packet of it is swallowed then. */
const OPEN_PHASES: readonly PhaseName[] = ['tls', 'auth', 'request', 'query', 'transfer'];

/** The phase in which it ended, as far as is known. */
const isConnected = (phases: readonly PhaseTiming[]): boolean =>
  OPEN_PHASES.some((name) => name === (phases.findLast(({ done }) => !done) ?? phases.at(-1))?.name);

/** What to do about a reason that has several causes, where the result says which it is. */
const specificRemedies: { readonly [reason in Reason]?: (result: JudgedResult) => string | undefined } = {
  unreachable: ({ phases = [] }) => (isConnected(phases) ? CLOSED_CONNECTION_REMEDY : undefined),
  auth: ({ findings }) => (findings?.some(isOtherScheme) === true ? OTHER_SCHEME_REMEDY : undefined),
};

/** Whether the server was not given the kind of credentials that it wants: then none of them was refused. */
const isOtherScheme = ({ evidence }: Pick<ReportedFinding, 'evidence'>): boolean => {
  const authentication = evidence.authentication as HttpAuthentication | undefined;
  return authentication !== undefined && !isSchemeWanted(authentication);
};

/** Whether the check looks for this very fault: then its own remedy is more precise. Only an end is mended by renewal. */
const judgesConnection = ({ probes }: RemedySubject, reason: Reason): boolean =>
  (reason === 'dns' && probes.includes('dns')) || (reason === 'tls_expired' && probes.includes('tls'));

/** What to do about a check that was skipped. */
const skippedRemedies: { readonly [reason in Reason]?: string } = {
  config: 'Look from where it can be seen, if it should be judged: with --all-namespaces, or at the live cluster.',
  dependency: 'Nothing, as long as the cluster is meant to be without it.',
  empty_result: 'Nothing, as long as none are meant to be here; "enabled: false" leaves the check out.',
};

const usesCluster = ({ views, wantedViews }: RemedySubject): boolean => views.length + wantedViews.length > 0;

/**
 * What to do about a result. The check's own remedy is for the fault that it looks for; where it could not judge (`error`,
 * `skipped`), or not reach its target, the remedy is about what prevented it.
 */
export const remedyOf = (subject: RemedySubject, result: JudgedResult): string => {
  const { status, reason } = result;
  if (status === 'skipped') return (reason === null ? undefined : skippedRemedies[reason]) ?? '';
  if (status !== 'error') return connectionRemedyOf(subject, result) ?? subject.remedy;
  const cause = reason ?? 'internal';
  const remedy = (usesCluster(subject) ? clusterRemedies[cause] : undefined) ?? errorRemedies[cause];
  return remedy?.(subject) ?? subject.remedy;
};

/** Only for built-in checks of services these reasons are known to be about the connection. */
const connectionRemedyOf = (subject: RemedySubject, result: JudgedResult): string | undefined => {
  const { status, reason } = result;
  const isServiceCheck = subject.module === undefined && !usesCluster(subject);
  const isLost = status === 'failed' || status === 'timeout';
  return reason !== null && isServiceCheck && isLost && !judgesConnection(subject, reason)
    ? (specificRemedies[reason]?.(result) ?? connectionRemedies[reason])
    : undefined;
};
