import { formatExitCode } from '../../kubernetes/containers/exit-codes.ts';
import { clipText } from '../../text/clip-text.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { toOneLine } from '../../text/sanitize.ts';
import type { ContainerDocument, ReplicaDocument } from './status-document.ts';
import { indentText, type WorkloadTextOptions } from './text-options.ts';

const INDENT = '      ';

/** What stands under a replica: why it is so, its images, how its containers ended last, and the end of a log. */
export const replicaLines = (replica: ReplicaDocument, options: WorkloadTextOptions): readonly string[] => {
  const { text, facts, log, conditions, containers, level } = replica;
  const listed = containers.filter((one) => options.isWhole || isWorthListing(one, level));
  const open = conditions.filter(({ message }) => message !== undefined && !text.includes(message));
  const lines = [
    ...(options.isWhole ? indentText(toOneLine(text), options, INDENT) : []),
    ...listed.flatMap((container) => indentText(containerText(container, options.now), options, INDENT)),
    ...facts.flatMap((fact) => indentText(toOneLine(fact), options, INDENT)),
    ...(options.isWhole && level !== 'running'
      ? open.flatMap(({ type, reason, message }) =>
          indentText(toOneLine(`${type} ${reason ?? ''}: ${message}`), options, INDENT),
        )
      : []),
  ];
  return [...lines.map((line) => options.paint('dim', line)), ...logLines(log, options)];
};

/** Where a container fails, those that wait for it tell nothing. */
const isWorthListing = (one: ContainerDocument, level: ReplicaDocument['level']): boolean =>
  level === 'errored' ? one.level === 'errored' : one.level !== 'running';

const containerText = ({ name, role, image, digest, lastEnd }: ContainerDocument, now: number): string => {
  const pulled = digest === null ? '' : ` (${digest.slice(0, 19)})`;
  const ended = lastEnd === null ? '' : `; last ended ${endText(lastEnd, now)}`;
  return toOneLine(`${role} ${name}: ${image}${pulled}${ended}`);
};

const endText = (end: NonNullable<ContainerDocument['lastEnd']>, now: number): string => {
  const when = end.finishedAt === null ? '' : ` ${formatDuration(Math.max(0, now - Date.parse(end.finishedAt)))} ago`;
  return `${end.reason ?? ''}${when}, ${formatExitCode(end.exitCode)}`.trim();
};

const MAX_LINES = 5;

const logLines = (log: ReplicaDocument['log'], options: WorkloadTextOptions): readonly string[] => {
  if (log === null) return [];
  if (log.missing !== undefined) return [options.paint('dim', `${INDENT}no log: ${toOneLine(log.missing)}`)];
  const shown = log.lines.slice(options.isWhole ? 0 : -MAX_LINES);
  return shown.map((line) =>
    options.paint('dim', `${INDENT}| ${clipText(toOneLine(line), Math.max(20, options.width - INDENT.length - 2))}`),
  );
};
