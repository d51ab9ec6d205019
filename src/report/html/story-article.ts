import type { Consequence, ReportedFinding, Result } from '../../model/result.ts';
import { secondText } from '../incident/collect-moments.ts';
import { objectName, subjectName, unstatedCount } from '../present/names.ts';
import { LEVEL_SIGNS } from '../present/problem-list.ts';
import { evidenceLines, remainingEvidence } from '../present/remaining-evidence.ts';
import { newMark, type Story, storySubject } from '../present/stories.ts';
import { consequencePicture } from './consequence-picture.ts';
import { commandBlocks, escapeHtml, htmlBlock, labelledParagraph, urlLink } from './html-text.ts';
import type { PageContext } from './page-context.ts';
import { effectsMark } from './page-header.ts';
import { replicaMaps } from './replica-map.ts';

/** Stories whose details are open when the page is. */
const OPEN_STORIES = 5;

/** A story with everything that is known of it: evidence, what follows, what to do. */
export const storyArticle = (story: Story, at: number, context: PageContext): string => {
  const { lead, problems } = story;
  const { level, severity, message, reason, since, checks } = lead;
  const { finding, result } = context.detailsOf(lead);
  const effects = problems.flatMap(({ fingerprint }) => context.effectsOf(fingerprint));
  const told = [finding, ...effects.map(({ fingerprint }) => context.findings.get(fingerprint))].filter(
    (one) => one !== undefined,
  );
  return `<details class="story ${level}" id="p${at + 1}" data-level="${level}"${at < OPEN_STORIES ? ' open' : ''}>
<summary><h3>${at + 1}. <b>${LEVEL_SIGNS[level][0]} ${severity}</b> ${escapeHtml(`${newMark(story)}${storySubject(story)}`)}</h3>${effectsMark(story)} <span class="message">${escapeHtml(message)}</span></summary>
<p class="quiet">${reason === null ? '' : `<code>${escapeHtml(reason)}${timesText(finding)}</code> `}${escapeHtml(checks.join(', '))}${since === undefined ? '' : `, since <time datetime="${escapeHtml(since)}">${escapeHtml(secondText(since))}</time>`}</p>
${evidenceList(finding)}${replicaMaps(told)}${sameList(story)}${effectList(storySubject(story), effects)}${helpParagraphs(result)}${commandBlocks(finding?.next ?? [])}
</details>`;
};

const timesText = (finding: ReportedFinding | undefined): string => {
  const count = finding === undefined ? undefined : unstatedCount(finding);
  return count === undefined ? '' : ` × ${count}`;
};

const evidenceList = (finding: ReportedFinding | undefined): string => {
  const facts = finding === undefined ? [] : remainingEvidence(finding);
  if (facts.length === 0) return '';
  const items = facts.map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${htmlBlock(evidenceLines(value).join('\n'))}</dd>`,
  );
  return `<dl>${items.join('')}</dl>\n`;
};

/** The other problems with this cause. */
const sameList = ({ problems }: Story): string => {
  if (problems.length < 2) return '';
  const items = problems
    .slice(1)
    .map(
      ({ object, message, checks }) =>
        `<li>${escapeHtml(object ? `${objectName(object)}: ${message}` : `${checks.join(', ')}: ${message}`)}</li>`,
    );
  return `<p><b>The same of</b></p><ul>${items.join('')}</ul>\n`;
};

const effectList = (root: string, effects: readonly Consequence[]): string => {
  if (effects.length === 0) return '';
  const items = effects.map(
    (effect) =>
      `<li><strong>${escapeHtml(subjectName(effect))}</strong> ${effect.object === undefined ? '' : escapeHtml(effect.message)} <code>${escapeHtml(effect.reason)}</code></li>`,
  );
  return `<p><b>Takes along</b></p>${consequencePicture(root, effects)}<ul>${items.join('')}</ul>\n`;
};

const helpParagraphs = (result: Result | undefined): string =>
  result === undefined
    ? ''
    : `${labelledParagraph('Remedy', escapeHtml(result.remedy))}${labelledParagraph('Runbook', result.runbook === null ? '' : urlLink(result.runbook))}`;
