/** A URL for people: without user, password and fragment, and with the names of the query only, since values may be secret. */
export const publicUrl = (url: URL): string => {
  const names = [...new Set(url.searchParams.keys())].map((name) => `${encodeURIComponent(name)}=***`);
  const query = names.length === 0 ? '' : `?${names.join('&')}`;
  return `${url.protocol}//${url.host}${url.pathname}${query}`;
};
