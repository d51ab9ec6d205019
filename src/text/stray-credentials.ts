/** What a URL whose password is not percent-encoded is told; it holds nothing of it. */
export const UNENCODED_PASSWORD =
  'the password in the url is not percent-encoded: write %40 for @, %2F for /, %23 for # and %3F for ?';

interface RawParts {
  readonly authority: string;
  readonly path: string;
  /** The part behind `?`. */
  readonly query: string;
  /** The part behind `#`. */
  readonly fragment: string;
}

const splitUrl = (text: string): RawParts | undefined => {
  const [, authority, path, query, fragment] =
    /^[a-z][a-z0-9+.-]*:\/\/([^/\\?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(text.trim()) ?? [];
  return authority === undefined
    ? undefined
    : { authority, path: path ?? '', query: query ?? '', fragment: fragment ?? '' };
};

/**
 * Whether a password that is not percent-encoded has ended the authority of a URL of a database or proxy: then a part of it is
 * taken for the host, the path or the query. Such URLs have no `@` there, except in the value of a parameter.
 */
export const hasStrayPassword = (text: string): boolean => {
  const parts = splitUrl(text);
  if (parts === undefined) return false;
  const { authority, path, query, fragment } = parts;
  if (path.includes('@') || fragment.includes('@')) return true;
  // Without a path and without a user, what stands before the question mark is the user, and what follows a password.
  const isCut = path === '' && !authority.includes('@');
  return query.split('&').some((pair) => (isCut ? pair.includes('@') && !isUserPair(pair) : /^[^=]*@/.test(pair)));
};

/** Some clouds have users with an `@`. */
const isUserPair = (pair: string): boolean => /^user=[^@]*@[^@/]*$/.test(pair);

/**
 * The same for a URL of HTTP, whose path and query may have an `@` of their own: it counts where a user is before it, or
 * where it ends what looks like a port, or the port is none.
 */
export const hasStrayHttpPassword = (text: string): boolean => {
  const parts = splitUrl(text);
  if (parts === undefined) return false;
  const { authority, path, query, fragment } = parts;
  const behindPath = [path === '' ? query : (query.split('&').find((pair) => /^[^=]*@/.test(pair)) ?? ''), fragment];
  if (authority.includes('@')) return /[^/]@/.test(path) || behindPath.some((part) => part.includes('@'));
  // What stands where the port would is no port: a user and the beginning of a password.
  if (/:[^:\]]*[^:\]\d][^:\]]*$/.test(authority)) return [path, query, fragment].some((part) => part.includes('@'));
  return /:\d+$/.test(authority) && path === '' && [query, fragment].some((part) => /^[^=]*@/.test(part));
};
