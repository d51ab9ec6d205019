const LEVELS = ['level', 'severity', 'levelname', 'log.level'];
const MESSAGES = ['message', 'msg', '@message', 'event'];
const ERRORS = ['error', 'err', 'exception'];

/** What a line of a log says to a person: of a JSON object the level, the message and the error, else the line as it is. */
export const spoken = (line: string): string => {
  const fields = objectIn(line);
  if (fields === undefined) return line;
  const said = [firstOf(fields, MESSAGES), firstOf(fields, ERRORS)].filter((text) => text !== undefined);
  if (said.length === 0) return line;
  return [firstOf(fields, LEVELS), ...new Set(said)].filter((text) => text !== undefined).join(': ');
};

type Fields = Readonly<Record<string, unknown>>;

const objectIn = (line: string): Fields | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Fields;
  } catch {
    return undefined;
  }
};

const firstOf = (fields: Fields, names: readonly string[]): string | undefined =>
  names.map((name) => textOf(fields[name])).find((text) => text !== undefined);

/** A text, or the message of an error that was written with its fields. */
const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value.trim() || undefined;
  return typeof value === 'object' && value !== null && 'message' in value ? textOf(value.message) : undefined;
};
