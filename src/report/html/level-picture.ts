import type { Problem, Result } from '../../model/result.ts';
import { pluralize } from '../../text/pluralize.ts';
import { escapeHtml } from './html-text.ts';
import type { PageContext } from './page-context.ts';

/** Levels of triage, from what carries everything else to what it carries, with the groups of checks of each. */
const LEVELS: readonly (readonly [title: string, groups: readonly string[]])[] = [
  ['Control plane and nodes', ['api', 'nodes']],
  ['Namespaces, storage, resources', ['namespaces', 'storage', 'resources']],
  ['Services and what they need', ['network', 'endpoint', 'database', 'queue', 'slo', 'dependency', 'custom']],
  ['Workloads', ['workloads', 'scaling', 'images']],
  ['Pods', ['pods']],
];

const ROW_HEIGHT = 46;

/** The triage chain as a picture: look from the top down, what is below follows from what is above. */
export const levelPicture = ({ report }: PageContext): string => {
  const rows = levelsOf(report.results).map(([title, results, groups]) => {
    const problems = report.problems.filter(({ group }) => groups.includes(group));
    return { title, ...levelState(problems, results) };
  });
  if (rows.length === 0) return '';
  const label = rows.map(({ title, text }) => `${title}: ${text}`).join('; ');
  return `<section id="triage"><h2>Where to look first</h2>
<svg class="picture" role="img" aria-label="${escapeHtml(`Triage chain, from the top down. ${label}`)}" viewBox="0 0 420 ${rows.length * ROW_HEIGHT}">
${rows.map(levelRow).join('\n')}
</svg></section>`;
};

interface LevelRow {
  readonly title: string;
  readonly state: string;
  readonly text: string;
}

const levelRow = ({ title, state, text }: LevelRow, at: number): string => {
  const y = at * ROW_HEIGHT;
  const arrow = at === 0 ? '' : `<path class="arrow" d="M30 ${y - 10}v8m-4 -5l4 5l4 -5"/>`;
  return `${arrow}<g class="${state}"><rect x="1" y="${y + 1}" width="418" height="33" rx="5"/><text x="12" y="${y + 22}">${escapeHtml(title)}</text><text x="408" y="${y + 22}" text-anchor="end">${escapeHtml(text)}</text></g>`;
};

type LevelOfResults = readonly [title: string, results: readonly Result[], groups: readonly string[]];

const levelsOf = (results: readonly Result[]): readonly LevelOfResults[] => {
  const known = LEVELS.flatMap(([, groups]) => groups);
  const others = [...new Set(results.map(({ group }) => group))].filter((group) => !known.includes(group));
  return [...LEVELS, ['Other checks', others] as const]
    .map(([title, groups]) => [title, results.filter(({ group }) => groups.includes(group)), groups] as const)
    .filter(([, found]) => found.length > 0);
};

/** A level is healthy only when something of it was verified, and nothing of it suffers from what another level has. */
const levelState = (problems: readonly Problem[], results: readonly Result[]): Omit<LevelRow, 'title'> => {
  const counts = (['fault', 'unknown', 'warning'] as const).map(
    (level) => [level, problems.filter((problem) => problem.level === level).length] as const,
  );
  const found = counts.filter(([, count]) => count > 0);
  const worst = found[0];
  if (worst !== undefined)
    return { state: worst[0], text: found.map(([level, count]) => levelText(level, count)).join(', ') };
  const touched = results.filter(({ status }) => status !== 'ok' && status !== 'skipped').length;
  if (touched > 0) return { state: 'unverified', text: `${pluralize(touched, 'check')} hit from elsewhere` };
  const healthy = results.filter(({ status }) => status === 'ok').length;
  if (healthy > 0) return { state: 'healthy', text: `${pluralize(healthy, 'check')} healthy` };
  return { state: 'unverified', text: 'not checked' };
};

const levelText = (level: Problem['level'], count: number): string =>
  level === 'unknown' ? `${count} could not look` : pluralize(count, level);
