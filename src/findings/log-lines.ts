const LEVEL_FIELDS = ['level', 'severity', 'levelname', 'log.level'];
const MESSAGE_FIELDS = ['message', 'msg', '@message', 'event'];
const ERROR_FIELDS = ['error', 'err', 'exception'];

/** A log line for people: of a JSON object its level, message and error, else the line as it is. */
export const formatLogLine = (line: string): string => {
  const fields = parseFields(line);
  if (fields === undefined) return line;
  const texts = [firstText(fields, MESSAGE_FIELDS), firstText(fields, ERROR_FIELDS)].filter(
    (text) => text !== undefined,
  );
  if (texts.length === 0) return line;
  return [firstText(fields, LEVEL_FIELDS), ...new Set(texts)].filter((text) => text !== undefined).join(': ');
};

type JsonFields = Readonly<Record<string, unknown>>;

const parseFields = (line: string): JsonFields | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as JsonFields;
  } catch {
    return undefined;
  }
};

const firstText = (fields: JsonFields, names: readonly string[]): string | undefined =>
  names.map((name) => fieldText(fields[name])).find((text) => text !== undefined);

/** A text, or the message of an error that was logged as an object. */
const fieldText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value.trim() || undefined;
  return typeof value === 'object' && value !== null && 'message' in value ? fieldText(value.message) : undefined;
};
