import { createHash } from 'node:crypto';
import { checkList } from '../html/check-list.ts';
import { escapeHtml } from '../html/html-text.ts';
import { incidentTimeline } from '../html/incident-timeline.ts';
import { levelPicture } from '../html/level-picture.ts';
import { indexPage, type PageContext } from '../html/page-context.ts';
import { pageFooter } from '../html/page-footer.ts';
import { goneList, pageHeader, storyList } from '../html/page-header.ts';
import { filterBar, pageScript } from '../html/page-script.ts';
import { pageStyle } from '../html/page-style.ts';
import { runTimeline } from '../html/run-timeline.ts';
import { storyArticle } from '../html/story-article.ts';
import { headlineText } from '../present/headline.ts';
import type { ReportRenderer } from './report-renderer.ts';

/**
 * One file to send by mail, problems first: nothing is fetched, and the one script, for search and filters, is named by its
 * hash, as the style is: whatever a message of a service brings along, the browser runs and fetches nothing of it.
 */
export const renderHtml: ReportRenderer = (report) => {
  const context = indexPage(report);
  const policy = `default-src 'none'; base-uri 'none'; form-action 'none'; style-src ${hashSource(pageStyle)}; script-src ${hashSource(pageScript)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(`kavmon: ${headlineText(report)}`)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
${[
  pageHeader(context),
  storyList(context),
  goneList(context),
  levelPicture(context),
  filterBar,
  problemSection(context),
  incidentTimeline(context),
  runTimeline(context),
  checkList(context),
]
  .filter((part) => part !== '')
  .join('\n')}
</main>
${pageFooter(report)}
<script>${pageScript}</script>
</body>
</html>
`;
};

const problemSection = (context: PageContext): string =>
  context.stories.length === 0
    ? ''
    : `<section id="problems"><h2>Problems</h2>
${context.stories.map((story, at) => storyArticle(story, at, context)).join('\n')}
</section>`;

/** The source expression of an inline style or script: its SHA-256 (Content Security Policy Level 3). */
const hashSource = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
