import { clusterReasons } from './cluster-reasons.ts';

/**
 * Why a result is not ok. A closed list, so that it is safe as a metric label.
 * `status` is what the reason means when a probe throws it.
 */
const probeReasons = {
  dns: { status: 'failed', text: 'the name could not be resolved' },
  connect_refused: { status: 'failed', text: 'the connection was refused' },
  connect_timeout: { status: 'timeout', text: 'the connection was not established in time' },
  unreachable: { status: 'failed', text: 'the host or network cannot be reached' },
  tls_handshake: { status: 'failed', text: 'the TLS handshake failed' },
  tls_expired: { status: 'failed', text: 'a certificate of the chain is expired or not yet valid' },
  tls_untrusted: { status: 'failed', text: 'the certificate chain leads to no trusted root' },
  tls_name: { status: 'failed', text: 'the certificate is for another name' },
  tls_revoked: { status: 'failed', text: 'the authority has revoked the certificate' },
  tls_staple: { status: 'failed', text: 'the server has no valid proof that its certificate is not revoked' },
  auth: { status: 'failed', text: 'the credentials were refused' },
  permission: { status: 'failed', text: 'the credentials lack a right' },
  protocol: { status: 'failed', text: 'the answer is not of the expected protocol' },
  status: { status: 'failed', text: 'the answer has an unexpected status' },
  assertion: { status: 'failed', text: 'an assertion does not hold' },
  threshold: { status: 'failed', text: 'a number is beyond its threshold' },
  missing_value: { status: 'error', text: 'a value to be judged is missing' },
  empty_result: { status: 'error', text: 'there was nothing to judge' },
  not_primary: { status: 'failed', text: 'the server has another role than expected' },
  no_quorum: { status: 'failed', text: 'too few members agree or answer' },
  read_only: { status: 'failed', text: 'the server takes no writes' },
  latency: { status: 'failed', text: 'the answer took too long' },
  deadline_attempt: { status: 'timeout', text: 'the deadline of the attempt passed' },
  deadline_check: { status: 'timeout', text: 'the deadline of the check passed' },
  deadline_run: { status: 'timeout', text: 'the deadline of the run passed' },
  interrupted: { status: 'error', text: 'somebody ended the run before the check was done' },
  config: { status: 'error', text: 'the configuration of the check cannot be used' },
  dependency: { status: 'error', text: 'something that the check needs is not there' },
  internal: { status: 'error', text: 'the check itself failed' },
  worker_lost: { status: 'error', text: 'the worker that ran the check was lost' },
} as const;

export type ProbeReason = keyof typeof probeReasons;
export type ClusterReason = keyof typeof clusterReasons;
/** The closed list. */
export type Reason = ProbeReason | ClusterReason;
/** A reason of a user's own check, behind a namespace that keeps it apart from the closed list: `acme/queue_stuck`. */
export type OwnReason = `${string}/${string}`;
/** What results and findings may have. */
export type ReportedReason = Reason | OwnReason;

/** Every reason with a sentence for people; the table of the documentation is printed from it. */
export const reasons: Readonly<Record<Reason, { readonly text: string }>> = { ...probeReasons, ...clusterReasons };

/** The status of a result whose probe ended with this reason. */
export const statusOfReason = (reason: ProbeReason): 'failed' | 'timeout' | 'error' => probeReasons[reason].status;

/** The status of the comparison of what could not be had for this problem: `error` where that says nothing of it. */
export const statusOfProblem = ({
  reason,
  undecided = false,
}: {
  readonly reason: ProbeReason;
  readonly undecided?: boolean;
}): 'fail' | 'error' => (undecided || statusOfReason(reason) === 'error' ? 'error' : 'fail');

/** Of results and findings: one of the closed list, or one of a user's own check. */
export const REASON_PATTERN = /^(?:[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?\/)?[a-z][a-z0-9_]{0,62}$/;

/** Whether a text is a reason that a user's own check may give. */
export const isOwnReason = (text: string): text is OwnReason => text.includes('/') && REASON_PATTERN.test(text);

/** What a reason means, for people; undefined for one of a user's own check. */
export const meaningOf = (reason: ReportedReason): string | undefined =>
  Object.hasOwn(reasons, reason) ? reasons[reason as Reason].text : undefined;
