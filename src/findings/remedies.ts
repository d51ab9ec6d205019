import type { Registration } from '../check/check.ts';
import { type Advice, adviceTexts } from '../model/advice.ts';
import type { ReportedReason } from '../model/reasons.ts';
import { PERMISSION_REMEDY, type ServiceResult, serviceRemedyOf } from './service-remedies.ts';

/** What is known of a result when its remedy is chosen. */
interface JudgedResult extends ServiceResult {
  readonly advice?: Advice | undefined;
}

type RemedySubject = Pick<Registration, 'name' | 'remedy' | 'remedies' | 'views' | 'wantedViews' | 'probes' | 'module'>;

const API_UNREACHABLE_REMEDY =
  'Ask the API server from the same place ("kubectl cluster-info"); then look at its address in the kubeconfig, and at proxies and network policies on the way.';
const API_UNTRUSTED_REMEDY =
  "Compare the certificate authority and the server's address in the kubeconfig with the certificate that the API server shows.";

/** What to do when the cluster could not be read. */
const clusterRemedies: { readonly [reason in ReportedReason]?: (subject: RemedySubject) => string } = {
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
  empty_result: () =>
    'Correct the label selector (of the service, or of the command line), or see why none of its objects are there.',
};

/** What to do about an `error` that does not come from reading the cluster. */
const errorRemedies: { readonly [reason in ReportedReason]?: (subject: RemedySubject) => string } = {
  permission: () => PERMISSION_REMEDY,
  interrupted: () => 'Run it again: a signal ended it before this was looked at.',
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

/** What to do about a check that was skipped. */
const skippedRemedies: { readonly [reason in ReportedReason]?: string } = {
  config: 'Look from where it can be seen, if it should be judged: with --all-namespaces, or at the live cluster.',
  dependency: 'Nothing, as long as the cluster is meant to be without it.',
  empty_result: 'Nothing, as long as none are meant to be here; "enabled: false" leaves the check out.',
};

const isServiceCheck = (subject: RemedySubject): boolean => subject.module === undefined && !usesCluster(subject);

const usesCluster = ({ views, wantedViews }: RemedySubject): boolean => views.length + wantedViews.length > 0;

/**
 * What to do about a result. The check's own remedy is for the fault that it looks for; where it could not judge (`error`,
 * `skipped`), or not reach its target, the remedy is about what prevented it.
 */
export const remedyOf = (subject: RemedySubject, result: JudgedResult): string => {
  const { status, reason } = result;
  if (status === 'skipped') return (reason === null ? undefined : skippedRemedies[reason]) ?? '';
  if (result.advice !== undefined) return adviceTexts[result.advice];
  const remedy = status === 'error' ? remedyOfError(subject, result) : remedyOfFault(subject, result);
  return remedy ?? (status === 'error' ? UNTOLD_REMEDY : subject.remedy);
};

/** Nothing was judged: what to do about a fault would lead astray. */
const UNTOLD_REMEDY = 'Clear what the message names out of the way and run it again: nothing was judged.';

const remedyOfFault = (subject: RemedySubject, result: JudgedResult): string | undefined => {
  if (isServiceCheck(subject)) return serviceRemedyOf(subject, result);
  return subject.module === undefined || result.reason === null ? undefined : subject.remedies?.[result.reason];
};

const remedyOfError = (subject: RemedySubject, result: JudgedResult): string | undefined => {
  const cause = result.reason ?? 'internal';
  // The lists that it wants never end it: what kept it from judging is the server that it asked.
  const asksForNumbers = subject.probes.includes('prometheus');
  if (asksForNumbers) return serviceRemedyOf(subject, result) ?? errorRemedies[cause]?.(subject);
  return ((usesCluster(subject) ? clusterRemedies[cause] : undefined) ?? errorRemedies[cause])?.(subject);
};
