import type { ReportedReason } from '../../model/reasons.ts';
import type { Problem, ReportedFinding } from '../../model/result.ts';

/** Ages, counts and sizes: they tell apart what happened, not why. */
const NUMBER_PATTERN = /\d+(?:\.\d+)?/g;

/** Reasons whose cause lies outside of the object, where many can have it in common. Others tell of an object's own fault. */
const SHARED_REASONS: ReadonlySet<ReportedReason> = new Set([
  'image_pull',
  'unschedulable',
  'container_config',
  'stuck_creating',
  'quota_exceeded',
  'limits_refused',
  'pod_security',
  'service_account_missing',
  'webhook_denied',
  'webhook_failing',
  'creation_refused',
  'claim_pending',
  'volume_failed',
  'node_not_ready',
  'lease_stale',
  'node_pressure',
  'version_skew',
  'autoscaler_blind',
  'ingress_class',
  'no_address',
  'resource_unreported',
  'daemon_missing',
  'missing_probe',
  'missing_resources',
  'unpinned_image',
  'missing_disruption_budget',
]);

/**
 * The same text for problems with the same cause: one check, one reason, and one message when the object's own names, ages
 * and numbers are left out. Of images the registry counts: what it refuses, it refuses to all. Checks that
 * could not look for one reason have one cause, unless the reason is their configuration.
 */
export const causeKeyOf = (problem: Problem, finding: ReportedFinding | undefined): string => {
  const { level, severity, reason, group, check, message, fingerprint } = problem;
  // What is wrong in a configuration is as many things as there are messages.
  if (level === 'unknown') return JSON.stringify([level, reason, ...(reason === 'config' ? [message] : [])]);
  if (finding === undefined) return fingerprint;
  const kind = [level, severity, group, check, reason];
  const isShared = reason !== null && SHARED_REASONS.has(reason);
  return isShared ? JSON.stringify([...kind, generalText(message, finding)]) : fingerprint;
};

const generalText = (message: string, finding: ReportedFinding): string => {
  const general = ownNames(finding).reduce(
    (text, name) => text.replaceAll(name, '*'),
    withoutImagePath(message, finding),
  );
  return general.replace(NUMBER_PATTERN, '#');
};

const withoutImagePath = (message: string, { evidence }: ReportedFinding): string => {
  const { image } = evidence;
  if (typeof image !== 'string' || image === '') return message;
  return message.replaceAll(image, image.split('/', 1)[0] ?? image);
};

/** The names of what the finding is about, the longest first: one may be the beginning of another. */
const ownNames = ({ object, objects, evidence }: ReportedFinding): readonly string[] => {
  const about = [...(object === undefined ? [] : [object]), ...objects];
  const names = about.flatMap(({ namespace, name, container }) => [name, namespace, container]);
  const stated = [evidence.pod, evidence.container].filter((value) => typeof value === 'string');
  return [...new Set([...names, ...stated])]
    .filter((name) => name !== undefined && name !== '')
    .map(String)
    .toSorted((one, other) => other.length - one.length);
};
