import { ProbeError } from '../../model/errors.ts';

/** The fields of a reply to INFO, by their names as the server writes them. */
export type InfoFields = ReadonlyMap<string, string>;

/** The lines `name:value` of a reply to INFO or CLUSTER INFO. Throws ProbeError `protocol` for anything else. */
export const parseInfo = (reply: unknown): InfoFields => {
  const lines = typeof reply === 'string' ? reply.split(/\r?\n/) : [];
  const entries = lines.flatMap((line) => {
    const at = line.indexOf(':');
    return at < 1 || line.startsWith('#') ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
  });
  if (entries.length > 0) return new Map(entries);
  throw new ProbeError('protocol', `INFO was answered by ${String(JSON.stringify(reply)).slice(0, 100)}`);
};

/** The number of a field, null when there is none. */
export const infoNumber = (info: InfoFields, name: string): number | null => {
  const text = info.get(name) ?? '';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
};

/** The parts of a value that lists some: `keys=1,expires=0,avg_ttl=0`. */
const LISTED_PARTS = /^[\w-]+=[^,=]*(?:,[\w-]+=[^,=]*)*$/;

/** All fields by their names in small letters; what a field lists is found as `db0.keys`, too. */
export const flattenInfo = (info: InfoFields): InfoFields =>
  new Map([...info].flatMap(([name, value]) => [[name.toLowerCase(), value] as const, ...listedParts(name, value)]));

const listedParts = (name: string, value: string): (readonly [string, string])[] =>
  LISTED_PARTS.test(value)
    ? value.split(',').map((part) => {
        const [key = '', ...rest] = part.split('=');
        return [`${name}.${key}`.toLowerCase(), rest.join('=')] as const;
      })
    : [];
