import { findNearestWord } from '../text/nearest-word.ts';

/** The formats of ajv-formats: those of JSON Schema for texts, and those of OpenAPI. */
const KNOWN_FORMATS: readonly string[] = (
  'date time date-time iso-time iso-date-time duration uri uri-reference uri-template url email hostname ipv4 ipv6 regex ' +
  'uuid json-pointer json-pointer-uri-fragment relative-json-pointer byte int32 int64 float double password binary'
).split(' ');

/** Keywords whose values are data, in which `format` is no keyword. */
const DATA_KEYWORDS: readonly string[] = ['const', 'enum', 'default', 'examples'];

/** What is wrong with a format in a JSON Schema, undefined when all of them are known: an unknown one would assert nothing. */
export const formatProblem = (schema: unknown): string | undefined => {
  const unknown = formatsIn(schema).find((format) => !KNOWN_FORMATS.includes(format));
  if (unknown === undefined) return undefined;
  const near = findNearestWord(unknown, KNOWN_FORMATS);
  const hint = near === undefined ? `known are ${KNOWN_FORMATS.join(', ')}` : `did you mean "${near}"?`;
  return `the format "${unknown}" of the JSON Schema is not known: ${hint}`;
};

const formatsIn = (part: unknown): readonly string[] => {
  if (part === null || typeof part !== 'object') return [];
  return Object.entries(part).flatMap(([key, value]) => {
    if (DATA_KEYWORDS.includes(key)) return [];
    return key === 'format' && typeof value === 'string' ? [value] : formatsIn(value);
  });
};
