import { ProbeError } from '../../../src/model/errors.ts';
import { fillTemplate, variablesIn } from '../../../src/text/template.ts';
import { requireValue, type StepValues } from './step-values.ts';

/**
 * The URL of a step. A value at its beginning is a URL itself, without a host one of the answer that it is from; a value
 * anywhere else is percent-encoded, so that it stays within its part. @throws {ProbeError}
 */
export const fillUrl = (template: string, values: StepValues, baseUrl: string | undefined): string => {
  const text = fillTemplate(template, (name, before) => writePart(name, before, requireValue(name, values).text));
  if (text.startsWith('/') && template.startsWith('/')) return `${(baseUrl ?? '').replace(/\/+$/, '')}${text}`;
  const [first] = variablesIn(template);
  const from = first !== undefined && template.trimStart().startsWith('${') ? values.get(first)?.from : undefined;
  const url = URL.parse(text, from ?? baseUrl);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new ProbeError('protocol', 'the URL, with its values, is not one of http or https');
  return url.href;
};

const writePart = (name: string, before: string, text: string): string => {
  if (before.trim() === '') return text;
  // A name of a host or a port has nothing to encode.
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*$/i.test(before) && /^[\w.:[\]-]+$/.test(text)) return text;
  if (/^\.{1,2}$/.test(text) && before.endsWith('/'))
    throw new ProbeError('protocol', `\${${name}} is ${JSON.stringify(text)}, which would lead to another path`);
  return encodeURIComponent(text);
};
