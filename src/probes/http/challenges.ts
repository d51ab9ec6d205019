/** One challenge of a WWW-Authenticate header. */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** By name in lower case, without quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A name with its value, in quotes or not, or a scheme in front of its first one. */
const PART =
  /\s*(?:([a-z][\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|([a-z][\w-]*)(?=[\s,]|$)(?:\s+(?![a-z][\w-]*\s*=)[^\s,]+)?)\s*,?/iy;

/** The challenges of a header value (RFC 9110, 11.6.1), in their order. */
export const readChallenges = (value: string): readonly Challenge[] => {
  const found: { scheme: string; parameters: Map<string, string> }[] = [];
  PART.lastIndex = 0;
  for (let match = PART.exec(value); match !== null && match[0] !== ''; match = PART.exec(value)) {
    const [, name, quoted, bare, scheme] = match;
    if (scheme !== undefined) found.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    else found.at(-1)?.parameters.set((name ?? '').toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '');
  }
  return found;
};
