/** A URL that is safe to print: without user, password and fragment, and with the values of the query hidden. */
export const redactUrl = (url: URL | string): string => {
  const parsed = typeof url === 'string' ? URL.parse(url) : url;
  if (parsed === null) return 'what is no URL';
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}${parsed.search === '' ? '' : hideValues(parsed)}`;
};

const hideValues = ({ searchParams }: URL): string => {
  const names = [...new Set(searchParams.keys())].map((name) => `${encodeURIComponent(name)}=***`);
  return names.length === 0 ? '' : `?${names.join('&')}`;
};
