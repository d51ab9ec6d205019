import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import type { PhaseRule, ResourceFault, ResourceRule } from './resource-rule.ts';

/** What the words say that sum an object up. They have no time: only words that mean a fault count. */
export const phaseFaults = (row: CustomResourceRow, { phases = [] }: ResourceRule): readonly ResourceFault[] =>
  phases.flatMap((phase) => phaseFault(row, phase) ?? []);

const phaseFault = (row: CustomResourceRow, rule: PhaseRule): ResourceFault | undefined => {
  const phase = row.fields[rule.path];
  if (typeof phase !== 'string' || rule.good.includes(phase)) return undefined;
  const isBad = rule.bad.includes(phase);
  if (!isBad && (!rule.warn?.includes(phase) || isAtWork(row, rule))) return undefined;
  const message = [rule.message, rule.olderMessage].map((at) => textAt(row, at)).find((text) => text !== '');
  const words = message === undefined ? '' : `: ${message.replace(/\.$/, '')}`;
  const name = rule.path.replace(/^status\./, '');
  return { reason: 'resource_not_ready', level: isBad ? 'fault' : 'warning', text: `${name} is ${phase}${words}` };
};

/** A text, or several: the operator of Percona XtraDB has a list. */
const textAt = ({ fields }: CustomResourceRow, path: string | undefined): string => {
  const value = path === undefined ? '' : (fields[path] ?? '');
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string' && one !== '').join('; ');
};

const isAtWork = ({ fields }: CustomResourceRow, { atWork }: PhaseRule): boolean =>
  atWork?.words.includes(String(fields[atWork.path])) ?? false;
