import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import type { PhaseRule, ResourceFault } from './resource-rule.ts';

/** What the word says that sums an object up. It has no time: only words that mean a fault count. */
export const phaseFaults = (row: CustomResourceRow, rule: PhaseRule | undefined): readonly ResourceFault[] => {
  if (rule === undefined) return [];
  const phase = row.fields[rule.path];
  if (typeof phase !== 'string' || rule.good.includes(phase)) return [];
  const isBad = rule.bad.includes(phase);
  if (!isBad && !rule.warn?.includes(phase)) return [];
  const message = rule.message === undefined ? undefined : row.fields[rule.message];
  const words = typeof message === 'string' && message !== '' ? `: ${message.replace(/\.$/, '')}` : '';
  const name = rule.path.replace(/^status\./, '');
  return [{ reason: 'resource_not_ready', level: isBad ? 'fault' : 'warning', text: `${name} is ${phase}${words}` }];
};

/** Objects whose word means work in progress, as `Pending` does: for a note. */
export const isUnsettled = (row: CustomResourceRow, rule: PhaseRule | undefined): boolean => {
  if (rule === undefined) return false;
  const phase = row.fields[rule.path];
  return typeof phase === 'string' && ![...rule.good, ...rule.bad, ...(rule.warn ?? [])].includes(phase);
};
