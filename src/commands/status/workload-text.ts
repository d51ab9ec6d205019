import { clipText } from '../../text/clip-text.ts';
import { formatColumns } from '../../text/columns.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { causeText } from './attach-findings.ts';
import { replicaLines } from './replica-text.ts';
import type { ReplicaDocument, WorkloadDocument } from './status-document.ts';
import { indentText, type WorkloadTextOptions } from './text-options.ts';

const INDENT = '  ';

/** Replicas of one workload that are listed where nobody asked for all. */
const MAX_REPLICAS = 3;
const MAX_DELETED = 5;
const MAX_COMMANDS = 2;

/** What stands under the line of a workload: why it is so, its replicas, what to type next. */
export const workloadLines = (workload: WorkloadDocument, options: WorkloadTextOptions): readonly string[] => {
  const { text, causes, findings, replicas, deleted, rollout } = workload;
  const shown = options.isWhole ? replicas : replicas.filter(({ level }) => level !== 'running').slice(0, MAX_REPLICAS);
  const isIll = ['errored', 'degraded', 'unknown'].includes(workload.state);
  const commands = isIll ? [...new Set(findings.flatMap(({ next }) => next))].slice(0, MAX_COMMANDS) : [];
  return [
    ...indentText(clipText(toOneLine(text), MAX_TEXT), options),
    ...(rollout === null || text.includes(rollout.text) ? [] : indentText(`rollout: ${rollout.text}`, options)),
    ...(isIll ? causes.flatMap((cause) => indentText(`cause: ${toOneLine(causeText(cause))}`, options)) : []),
    ...listReplicas(shown, workload, options),
    ...deletedLines(deleted, options),
    ...commands.map((command) => options.paint('cyan', `${INDENT}$ ${toOneLine(command)}`)),
  ];
};

const MAX_TEXT = 600;

const listReplicas = (
  shown: readonly ReplicaDocument[],
  { replicas }: WorkloadDocument,
  options: WorkloadTextOptions,
): readonly string[] => {
  const rows = formatColumns(shown.map((replica) => replicaCells(replica, options.now))).split('\n');
  const told = new Set<string>();
  const left = replicas.filter(({ level }) => level !== 'running').length - shown.length;
  return [
    ...shown.flatMap((replica, index) => {
      const isNews = options.isWhole || !told.has(kindOf(replica));
      told.add(kindOf(replica));
      return [`${INDENT}${rows[index] ?? ''}`, ...(isNews ? replicaLines(replica, options) : [])];
    }),
    ...(left > 0 ? [`${INDENT}and ${pluralize(left, 'more replica')} like that: name the workload to see them`] : []),
  ];
};

/** Replicas that are in the same trouble tell it once. */
const kindOf = ({ state, revision, containers }: ReplicaDocument): string =>
  [state, revision, ...containers.map(({ name, level }) => `${name} ${level}`)].join('/');

const replicaCells = (replica: ReplicaDocument, now: number): readonly string[] => [
  replica.state,
  formatDuration(Math.max(0, now - Date.parse(replica.since))),
  replica.restarts === 0 ? '' : pluralize(replica.restarts, 'restart'),
  toOneLine([replica.name, ...(replica.node === null ? [] : [`on ${replica.node}`])].join(' ')),
];

const deletedLines = (deleted: WorkloadDocument['deleted'], options: WorkloadTextOptions): readonly string[] => {
  if (!options.isWhole) return [];
  return deleted.slice(0, MAX_DELETED).flatMap(({ name, since, text }) => {
    const ago = formatDuration(Math.max(0, options.now - Date.parse(since)));
    const line = clipText(toOneLine(`Deleted  ${ago} ago  ${name}: ${text}`), MAX_TEXT);
    return indentText(line, options).map((part) => options.paint('dim', part));
  });
};
