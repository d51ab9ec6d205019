import { stripControls, toOneLine } from '../../text/sanitize.ts';
import { xmlText } from '../present/xml.ts';

/** A text in one line, as content or attribute value of HTML. */
export const escapeHtml = (value: string): string => xmlText(toOneLine(value));

/** A text as it is when it has one line, else as a block. */
export const htmlBlock = (value: string): string => {
  const sanitized = stripControls(value).trimEnd();
  return sanitized.includes('\n') ? `<pre tabindex="0">${xmlText(sanitized)}</pre>` : xmlText(sanitized);
};

/** A link that opens nothing but http and https; a text of any other scheme, which could run something. */
export const urlLink = (url: string): string =>
  /^https?:\/\//i.test(url)
    ? `<a rel="noreferrer" href="${xmlText(toOneLine(url))}">${escapeHtml(url)}</a>`
    : escapeHtml(url);

/** Commands to copy, one in a block, without a prompt: a click selects the whole of one. */
export const commandBlocks = (commands: readonly string[]): string =>
  commands.map((command) => `<pre class="command"><code>${escapeHtml(command)}</code></pre>`).join('\n');

/** `<p><b>Remedy</b> text</p>`; empty without a text. The second is HTML already. */
export const labelledParagraph = (label: string, html: string): string =>
  html === '' ? '' : `<p><b>${escapeHtml(label)}</b> ${html}</p>\n`;
