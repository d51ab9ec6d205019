import { stripControls } from '../../text/sanitize.ts';

/** A text as XML content or attribute value; characters that XML 1.0 has no way to write are left out. */
export const xmlText = (text: string): string =>
  stripControls(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
