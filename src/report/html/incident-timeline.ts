import { collectMoments, lookedAt, secondText } from '../incident/collect-moments.ts';
import { escapeHtml } from './html-text.ts';
import type { PageContext } from './page-context.ts';

/** Moments that are listed, the last ones. */
const MAX_MOMENTS = 300;

/** What the objects tell the time of, up to the moment of the look; empty when they tell nothing. */
export const incidentTimeline = ({ report, storyNumbers }: PageContext): string => {
  const moments = collectMoments(report);
  if (moments.length === 0) return '';
  const items = moments.slice(-MAX_MOMENTS).map(({ at, object, what, fingerprint }) => {
    const story = storyNumbers.get(fingerprint);
    const link = story === undefined ? '' : ` <a href="#p${story}">problem ${story}</a>`;
    return `<li>${timeTag(at)} <strong>${escapeHtml(object)}</strong> ${escapeHtml(what)}${link}</li>`;
  });
  const left = moments.length - items.length;
  const end = report.run.snapshot === null ? 'kavmon looked' : 'snapshot taken';
  return `<section id="incident"><h2>Timeline of the incident</h2>
${left > 0 ? `<p class="quiet">${left} earlier moments are in the JSON report</p>\n` : ''}<ol class="timeline">
${items.join('\n')}
<li>${timeTag(lookedAt(report))} ${end}</li>
</ol></section>`;
};

const timeTag = (at: string): string => `<time datetime="${escapeHtml(at)}">${escapeHtml(secondText(at))}</time>`;
