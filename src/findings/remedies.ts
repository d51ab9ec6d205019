import type { Registration } from '../check/check.ts';
import type { Reason } from '../model/reasons.ts';
import type { Status } from '../model/status.ts';

type Subject = Pick<Registration, 'name' | 'remedy' | 'views' | 'wantedViews' | 'probes' | 'module'>;

const REACH =
  'Ask the API server from the same place ("kubectl cluster-info"); then look at its address in the kubeconfig, and at proxies and network policies on the way.';
const TRUST =
  "Compare the certificate authority and the server's address in the kubeconfig with the certificate that the API server shows.";

/** What to do about what could not be read of the cluster. */
const ofCluster: { readonly [reason in Reason]?: (subject: Subject) => string } = {
  permission: () =>
    'If a right is missing, apply what "kavmon rbac" prints for the same filters and scope ("--preflight" asks what is missing); if the credentials were refused, renew them.',
  config: () =>
    'Correct what the message names where it was given: --namespace, --snapshot, --kubeconfig, --context, or the configuration.',
  dependency: () =>
    'Ask the API server the same by hand ("kubectl get --raw \'/readyz?verbose\'" tells how it fares); a saved cluster has to be recorded anew, whole.',
  protocol: () =>
    'See what changes or cuts the answers of the API server on the way; a saved cluster has to be recorded anew, whole.',
  deadline_run: () => 'Give the run more time (--run-timeout), or less to read (--namespace, -g, -n).',
  connect_refused: () => REACH,
  unreachable: () => REACH,
  dns: () => REACH,
  tls_handshake: () => TRUST,
  tls_untrusted: () => TRUST,
  tls_name: () => TRUST,
  tls_expired: () => 'Renew the certificate of the API server, and compare the clock of this machine.',
  empty_result: () => 'Correct the selector of the service, or see why none of its objects are there.',
};

const GRANT = 'Grant its user the right that the message names.';

/** What to do where it was no view of the cluster that kept a check from telling. */
const ofAnything: { readonly [reason in Reason]?: (subject: Subject) => string } = {
  permission: () => GRANT,
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

const SILENT =
  'Look at what may swallow the packets: a network policy or firewall on the way, a wrong address, a host that is down.';

/** What to do where nothing was heard of the service that could be judged. */
const onTheWay: { readonly [reason in Reason]?: string } = {
  dns: 'Look the name up from where kavmon runs; compare its spelling and its namespace (SERVICE.NAMESPACE), then see whether DNS answers for other names.',
  connect_refused:
    'The host answers and nothing listens there: compare the port, then see whether the server runs; behind a Service, whether it has endpoints that are ready.',
  connect_timeout: SILENT,
  unreachable: SILENT,
  tls_handshake:
    'See whether the port speaks TLS at all, and compare the versions and client certificates that both sides take.',
  tls_untrusted: 'Name the authority that signed the certificate (ca), or have the server send the whole chain.',
  tls_name: 'Ask by a name that stands in the certificate, or have one issued for the name that is asked.',
  tls_expired: 'Renew the certificate and have the server load it; look at what should have renewed it.',
  auth: 'Compare user and secret with what the server has: one of them may have been rotated without the other.',
  permission: GRANT,
};

/** Checks that ask for the way itself have a better word on it. */
const asksFor = ({ probes }: Subject, reason: Reason): boolean =>
  (reason === 'dns' && probes.includes('dns')) || (reason.startsWith('tls_') && probes.includes('tls'));

/** What to do about a check that had nothing to look at. */
const ofSkipped: { readonly [reason in Reason]?: string } = {
  config: 'Look from where it can be seen, if it should be judged: with --all-namespaces, or at the live cluster.',
  dependency: 'Nothing, as long as the cluster is meant to be without it.',
};

const restsOnCluster = ({ views, wantedViews }: Subject): boolean => views.length + wantedViews.length > 0;

/**
 * What a person is told to do about a result. The check's own remedy is for the fault that it looks for; where it could
 * not tell (`error`, `skipped`), or did not come to it, what stood in its way is to be mended instead.
 */
export const remedyOf = (subject: Subject, { status, reason }: { status: Status; reason: Reason | null }): string => {
  if (status === 'skipped') return (reason === null ? undefined : ofSkipped[reason]) ?? '';
  if (status !== 'error') return wayOf(subject, status, reason) ?? subject.remedy;
  const cause = reason ?? 'internal';
  const tell = (restsOnCluster(subject) ? ofCluster[cause] : undefined) ?? ofAnything[cause];
  return tell?.(subject) ?? subject.remedy;
};

/** Only of the built-in checks of services is it known that these reasons mean the way to them. */
const wayOf = (subject: Subject, status: Status, reason: Reason | null): string | undefined => {
  const asksService = subject.module === undefined && !restsOnCluster(subject);
  const isLost = status === 'failed' || status === 'timeout';
  return reason !== null && asksService && isLost && !asksFor(subject, reason) ? onTheWay[reason] : undefined;
};
