/** Why a text cannot be the value of a header (RFC 9110, 5.5), undefined when it can. It holds nothing of the text. */
export const headerValueProblem = (text: string): string | undefined => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\0-\x08\x0a-\x1f\x7f]/.test(text)) return 'a header has no line feeds and other control characters';
  return /[^\0-\xff]/.test(text) ? 'a header has no characters beyond Latin-1: percent-encode them' : undefined;
};

/** Why a text is no private key, undefined when it may be one, or the path of its file. It holds nothing of the text. */
export const privateKeyProblem = (text: string): string | undefined => {
  if (!text.includes('-----BEGIN ')) return undefined;
  if (!/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) return 'it is PEM, but holds no private key';
  return /-----BEGIN [A-Z0-9 ]*-----\\n/.test(text) ? String.raw`it has \n in place of its line feeds` : undefined;
};
