import type { Report } from '../../model/result.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { nothingVerifiedText } from './verdict.ts';

/**
 * The first thing to read: `36 problems (2 sev1), 47 consequences; 18 of 45 checks healthy, 0 could not tell`. What was not
 * verified is never told as health: where nothing else was found it comes first.
 */
export const headlineText = (report: Report): string => {
  const { totals, results, problems } = report;
  if (results.length === 0) return 'no checks in this run';
  if (totals.ok + totals.degraded === 0 && problems.length === 0) return nothingVerifiedText(results.length);
  const healthy = totals.ok + totals.degraded;
  const degraded = totals.degraded === 0 ? '' : ` (${totals.degraded} degraded)`;
  const skipped = totals.skipped === 0 ? '' : `, ${totals.skipped} skipped`;
  const checks = pluralize(results.length, 'check');
  if (totals.error === results.length)
    return results.length === 1 ? 'the only check could not look' : `none of ${checks} could look`;
  if (totals.error > 0 && problems.every(({ level }) => level === 'unknown'))
    return `${totals.error} of ${checks} could not look, no problem seen by the others; ${healthy} healthy${degraded}${skipped}`;
  return `${problemCounts(report)}; ${healthy} of ${checks} healthy${degraded}, ${totals.error} could not tell${skipped}`;
};

/** Without what could not be looked at, which is counted by checks. A warning wakes nobody, whatever its severity. */
const problemCounts = ({ problems: all, consequences, results }: Report): string => {
  const problems = all.filter(({ level }) => level !== 'unknown');
  if (problems.length === 0) return 'no problems';
  const urgent = problems.filter(({ severity, level }) => severity === 'sev1' && level === 'fault').length;
  const counted = `${pluralize(problems.length, 'problem')}${urgent === 0 ? '' : ` (${urgent} sev1)`}`;
  return `${counted}, ${pluralize(consequences.length, 'consequence')}${leftOutText(results)}`;
};

/** How many findings are in no list of the report, of which nobody knows whether they are problems or follow from one. */
export const leftOutText = (results: Report['results']): string => {
  const leftOut = results.reduce((sum, { findingsLeftOut = 0 }) => sum + findingsLeftOut, 0);
  return leftOut === 0 ? '' : `, ${pluralize(leftOut, 'more finding')} not listed`;
};

/** Where and when it looked: the snapshot with its age, or the cluster; version of the API server, namespaces. */
export const lookedText = ({ run }: Report): string => {
  const { snapshot, cluster, serverVersion, endedAt } = run;
  const named = cluster === null ? [] : [`cluster ${toOneLine(cluster)}`];
  const where =
    snapshot === null
      ? [...named, `looked at ${minuteText(endedAt)}`]
      : [
          `snapshot ${toOneLine(snapshot.path)}`,
          `taken ${minuteText(snapshot.takenAt)}`,
          `${formatDuration(snapshot.ageMs)} ago`,
          ...named,
        ];
  const version = serverVersion === null ? [] : [toOneLine(serverVersion)];
  return [...where, ...version, ...scopeParts(run), ...selectorParts(run)].join(', ');
};

/** A run that read no cluster says nothing of namespaces. */
const scopeParts = ({ namespaces, serverVersion, snapshot }: Report['run']): readonly string[] => {
  if (namespaces !== null && namespaces.length > 0)
    return [`${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${toOneLine(abbreviateList(namespaces, 5))}`];
  return serverVersion === null && snapshot === null ? [] : ['all namespaces'];
};

const selectorParts = ({ filters: { selector } }: Report['run']): readonly string[] =>
  selector.length === 0 ? [] : [`only objects with ${toOneLine(selector.join(' or '))}`];

/** `2026-11-21 13:28 UTC`. */
export const minuteText = (moment: string): string => `${moment.slice(0, 16).replace('T', ' ')} UTC`;
