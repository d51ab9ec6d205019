/** A URL that is safe to print: without user, password and fragment, and with the values of the query hidden. */
export const redactUrl = (url: URL | string): string => {
  const parsed = typeof url === 'string' ? URL.parse(url) : url;
  if (parsed === null) return 'what is no URL';
  const names = [...new Set(parsed.searchParams.keys())].map((name) => `${encodeURIComponent(name)}=***`);
  const query = names.length === 0 ? '' : `?${names.join('&')}`;
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}${query}`;
};
