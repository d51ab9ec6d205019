/** A URL for people: without user, password and fragment, and with the names of the query only, since values may be secret. */
export const publicUrl = (url: URL | string): string => {
  const parsed = typeof url === 'string' ? URL.parse(url) : url;
  if (parsed === null) return 'what is no URL';
  const names = [...new Set(parsed.searchParams.keys())].map((name) => `${encodeURIComponent(name)}=***`);
  const query = names.length === 0 ? '' : `?${names.join('&')}`;
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}${query}`;
};
