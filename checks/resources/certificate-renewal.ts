import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import type { ResourceFault } from './resource-rule.ts';

/** A renewal that is due is done within minutes; ACME servers may ask for an hour's patience. */
const PATIENCE_MS = 3 * 3_600_000;

/**
 * What is wrong with the dates of a Certificate. While a renewal fails it stays Ready until its certificate ends:
 * https://cert-manager.io/docs/usage/certificate/#renewal
 */
export const renewalFaults = ({ fields }: CustomResourceRow, now: number): readonly ResourceFault[] => {
  const end = timeOf(fields['status.notAfter']);
  const due = timeOf(fields['status.renewalTime']);
  if (end !== undefined && end <= now)
    return [
      {
        reason: 'renewal_overdue',
        level: 'fault',
        text: `expired ${formatDuration(now - end)} ago${failures(fields)}`,
      },
    ];
  if (due === undefined || now - due <= PATIENCE_MS) return [];
  const left = end === undefined ? '' : `, it ends in ${formatDuration(end - now)}`;
  return [
    {
      reason: 'renewal_overdue',
      level: end !== undefined && now - due < (end - due) / 4 ? 'warning' : 'fault',
      text: `renewal overdue for ${formatDuration(now - due)}${left}${failures(fields)}`,
    },
  ];
};

const timeOf = (value: unknown): number | undefined => {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
};

const failures = (fields: CustomResourceRow['fields']): string => {
  const count = fields['status.failedIssuanceAttempts'];
  return typeof count === 'number' && count > 0 ? `; ${count} failed attempts` : '';
};
