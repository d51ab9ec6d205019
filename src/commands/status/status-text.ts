import type { RenderOptions, TextStyle } from '../../report/present/render-options.ts';
import type { WorkloadState } from '../../status/workload-status.ts';
import { formatColumns } from '../../text/columns.ts';
import { wrapText } from '../../text/display-width.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { STATES, type StatusDocument, type WorkloadDocument } from './status-document.ts';
import type { StatusTextOptions } from './text-options.ts';
import { workloadLines } from './workload-text.ts';

/** What is left out where nobody asks for it: of these there is a count. */
const QUIET_STATES: ReadonlySet<WorkloadState> = new Set(['running', 'finished', 'stopped']);

/** The status for a person: one line for each workload, the worst first, with why under it; of those that are well the count. */
export const renderStatus = (document: StatusDocument, options: StatusTextOptions): string => {
  const isWhole = options.verbose || document.target !== null;
  const shown = document.workloads.filter(({ state }) => isWhole || !QUIET_STATES.has(state));
  const now = Date.parse(document.now);
  const heads = formatColumns([HEADER, ...shown.map((workload) => headCells(workload, now))]).split('\n');
  const lines = [
    options.paint('dim', toOneLine(whereText(document))),
    ...(shown.length === 0 ? [] : [options.paint('bold', heads[0] ?? '')]),
    ...shown.flatMap((workload, index) => [
      options.paint(STATE_STYLES[workload.state], heads[index + 1] ?? ''),
      ...workloadLines(workload, { ...options, now, isWhole }),
    ]),
    ...document.unread.flatMap((why) => noticeLines(`could not read: ${why}`, 'red', options)),
    ...document.warnings.flatMap((warning) => noticeLines(`warning: ${warning}`, 'yellow', options)),
    ...wrapText(verdictText(document, isWhole), options.width).map((line) =>
      options.paint(['bold', document.exitCode === 0 ? 'green' : 'red'], line),
    ),
  ];
  return `${lines.join('\n')}\n`;
};

const HEADER = ['STATE', 'REPLICAS', 'SINCE', 'WORKLOAD'];

/** How a state is painted. */
export const STATE_STYLES = {
  errored: ['bold', 'red'],
  degraded: ['bold', 'yellow'],
  unknown: ['bold', 'yellow'],
  launching: 'cyan',
  running: 'green',
  finished: 'green',
  stopped: 'dim',
} as const satisfies Readonly<Record<WorkloadState, TextStyle>>;

const headCells = (workload: WorkloadDocument, now: number): readonly string[] => {
  const { object, state, wanted, responsive } = workload;
  const count = wanted === null ? `${responsive}` : `${responsive}/${wanted}`;
  const at = sinceOf(workload);
  const since = at === null ? '-' : formatDuration(Math.max(0, now - Date.parse(at)));
  const place = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  return [state, count, since, toOneLine(`${object.kind} ${place}`)];
};

/** Since when a workload is as it is: by its worst replica, or else by what its controller complains of. */
const sinceOf = ({ replicas: [worst], conditions: [complaint] }: WorkloadDocument): string | null => {
  if (worst !== undefined && worst.level !== 'running') return worst.since;
  return complaint?.since ?? worst?.since ?? null;
};

const noticeLines = (
  text: string,
  style: TextStyle,
  options: Pick<RenderOptions, 'paint' | 'width'>,
): readonly string[] => wrapText(toOneLine(text), options.width).map((line) => options.paint(style, line));

const whereText = ({ snapshot, cluster, namespaces, now }: StatusDocument): string => {
  const where = namespaces === null ? 'all namespaces' : `namespace ${namespaces.join(', ')}`;
  const what = snapshot === null ? (cluster ?? 'live') : `snapshot ${snapshot.path}`;
  return `${what}, ${where}, at ${now.replace(/\.\d+Z$/, 'Z')}`;
};

const verdictText = ({ states, workloads, unread, target, settled }: StatusDocument, isWhole: boolean): string => {
  const counts = STATES.filter((state) => states[state] > 0).map((state) => `${states[state]} ${state}`);
  if (workloads.length === 0)
    return unread.length === 0
      ? 'No workload is there: nothing was verified. -n or -A looks elsewhere.'
      : 'Nothing could be read, and nothing was verified.';
  const missing = unread.length === 0 ? '' : ' Not everything could be read.';
  const rest = settled === false ? ' It did not come to rest.' : '';
  const hidden = STATES.some((state) => QUIET_STATES.has(state) && states[state] > 0);
  const more = !isWhole && target === null && hidden ? ' --verbose shows them all.' : '';
  return `${pluralize(workloads.length, 'workload')}: ${counts.join(', ')}.${missing}${rest}${more}`;
};
