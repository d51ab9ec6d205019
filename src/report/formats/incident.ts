import type { Report } from '../../model/result.ts';
import { severities } from '../../model/severity.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { pluralize } from '../../text/pluralize.ts';
import { collectMoments, lookedAt, type Moment, secondText } from '../incident/collect-moments.ts';
import { impactText, listImpact } from '../incident/list-impact.ts';
import { blankText, noteSection, noteText } from '../incident/note-text.ts';
import { rootCauseLines } from '../incident/root-cause-lines.ts';
import { goneTexts, headTexts } from '../present/changes.ts';
import { leftOutText } from '../present/headline.ts';
import { storySubject, tellStories } from '../present/stories.ts';
import type { ReportRenderer } from './report-renderer.ts';

/**
 * The sections of a post-mortem, filled with what the run knows: what, where, since, why, next, each problem in order of
 * weight. What only people know is a blank that says so. Of a run without problems there is the headline alone.
 */
export const renderIncident: ReportRenderer = (report) => {
  const { problems } = report;
  const head = `kavmon: ${headTexts(report).map(noteText).join('\n')}`;
  const gone = goneTexts(report).map((text) => `- ${noteText(text)}`);
  if (problems.length === 0) return `${[head, ...noteSection('Since the report before', gone)].join('\n\n')}\n`;
  const moments = collectMoments(report);
  const ill = problems.filter(({ level }) => level !== 'warning');
  const worst = severities.find((severity) => ill.some((problem) => problem.severity === severity)) ?? 'sev3';
  return `${[
    `# [${worst.toUpperCase()}] ${head}`,
    ...noteSection('Severity and impact', [severityLine(report), ...impactLines(report)]),
    ...noteSection('Date and time', timeLines(report, moments)),
    ...noteSection('Root causes, in order of weight', rootCauseLines(report)),
    ...noteSection('Since the report before', gone),
    ...noteSection('Timeline', timelineLines(report, moments)),
    ...noteSection('Contributing factors', contributingLines(report)),
    ...noteSection('What went well', [`- ${blankText('what helped to find and to mend it')}`]),
    ...noteSection('What went wrong', [`- ${blankText('gaps of tools and processes, not of persons')}`]),
    ...noteSection('Action items', actionLines(report)),
  ].join('\n\n')}\n`;
};

const severityLine = ({ problems, results }: Report): string => {
  const warnings = problems.filter(({ level }) => level === 'warning').length;
  const counted = [
    ...severities.map((severity) => {
      const ill = problems.filter((problem) => problem.severity === severity && problem.level !== 'warning');
      return ill.length === 0 ? '' : `${ill.length} ${severity}`;
    }),
    warnings === 0 ? '' : pluralize(warnings, 'warning'),
  ].filter((text) => text !== '');
  const namespaces = [...new Set(problems.flatMap(({ object }) => object?.namespace ?? []))].toSorted();
  const where = namespaces.length === 0 ? '' : `, in ${pluralize(namespaces.length, 'namespace')}`;
  const names = namespaces.length === 0 ? '' : `: ${abbreviateList(namespaces, 10)}`;
  return noteText(`- Problems: ${counted.join(', ')}${leftOutText(results)}${where}${names}`);
};

/** Services and Ingresses that are listed. */
const MAX_IMPACTS = 50;

const impactLines = (report: Report): readonly string[] => {
  const impacts = listImpact(report);
  const rest = impacts.length - MAX_IMPACTS;
  return [
    ...impacts.slice(0, MAX_IMPACTS).map((impact) => `- ${noteText(impactText(impact))}`),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
    ...(impacts.length === 0 ? ['- No Service and no Ingress among what was found'] : []),
    ...(report.problems.some(({ level }) => level === 'unknown')
      ? ['- Some checks could not look: there may be more than this']
      : []),
    `- ${blankText('customers, duration of the breach of the objective, missing data')}`,
  ];
};

const timeLines = (report: Report, moments: readonly Moment[]): readonly string[] => {
  const began = report.problems.flatMap(({ since }) => since ?? []).toSorted()[0] ?? moments[0]?.at;
  return [
    `- Began: ${began === undefined ? blankText('the objects do not tell') : `${secondText(began)} or before, the earliest that the objects tell`}`,
    `- Seen by kavmon: ${secondText(lookedAt(report))}${report.run.snapshot === null ? '' : ', when the snapshot was taken'}`,
    `- Detected: ${blankText('when, and by an alert, a report of a user, or this run')}`,
    `- Mitigated: ${blankText('when')}`,
    `- Resolved: ${blankText('when')}`,
  ];
};

/** Moments that are listed, the last ones: what is oldest has rarely to do with the incident. */
const MAX_MOMENTS = 60;

const timelineLines = (report: Report, moments: readonly Moment[]): readonly string[] => [
  ...(moments.length > MAX_MOMENTS ? [`- ${moments.length - MAX_MOMENTS} earlier moments are in the JSON report`] : []),
  ...moments.slice(-MAX_MOMENTS).map(({ at, object, what }) => `- ${secondText(at)} ${noteText(`${object}: ${what}`)}`),
  `- ${secondText(lookedAt(report))} ${report.run.snapshot === null ? 'kavmon looked' : 'snapshot taken'}`,
  `- ${blankText('alerts, decisions, changes, minute by minute')}`,
];

const contributingLines = (report: Report): readonly string[] => [
  ...report.warnings.map((warning) => `- ${noteText(warning)}`),
  `- ${blankText('infrastructure, process or tools that made it possible')}`,
];

/** Stories that get an action item; the seed wants one of every sev1 and sev2. */
const MAX_ACTIONS = 20;

const actionLines = (report: Report): readonly string[] => {
  const urgent = tellStories(report).filter(({ lead }) => lead.severity !== 'sev3' && lead.level !== 'warning');
  return [
    ...urgent
      .slice(0, MAX_ACTIONS)
      .map(
        (story) =>
          `- [ ] Keep ${noteText(storySubject(story))} from failing so again: ${blankText('what, who, by when')}`,
      ),
    `- [ ] ${blankText('further actions: what, who, by when')}`,
  ];
};
