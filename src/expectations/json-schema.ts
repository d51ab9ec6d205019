import type { AnySchemaObject, ValidateFunction } from 'ajv';
import { errorMessage, ProbeError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Comparison } from './comparison.ts';
import { formatProblem } from './schema-formats.ts';

/** A JSON Schema, or the path of a file that holds one. */
export type SchemaSource = string | Readonly<Record<string, unknown>>;

const MAX_LISTED_ERRORS = 5;

/** Compares a document with a JSON Schema (2020-12, or draft-07 when it says so). Throws ProbeError `config` for an invalid schema. */
export const compareSchema = async (document: Json, source: SchemaSource): Promise<Comparison> => {
  const validate = await compileSchema(await loadSchema(source));
  const valid = validate(document);
  const errors = (validate.errors ?? []).map(
    (error) => `${error.instancePath || '/'} ${error.message ?? error.keyword}`,
  );
  const problems =
    errors.slice(0, MAX_LISTED_ERRORS).join(', ') +
    (errors.length > MAX_LISTED_ERRORS ? `, and ${errors.length - MAX_LISTED_ERRORS} more` : '');
  return {
    name: 'schema',
    operator: 'valid',
    expected: typeof source === 'string' ? source : 'inline',
    actual: valid ? 'valid' : problems,
    status: valid ? 'pass' : 'fail',
    reason: 'assertion',
    text: `the body does not fit the schema: ${problems}`,
  };
};

const loadSchema = async (source: SchemaSource): Promise<AnySchemaObject> => {
  const schema: unknown = typeof source === 'string' ? await readSchemaFile(source) : source;
  if (schema === null || typeof schema !== 'object' || Object.keys(schema).every((key) => key.startsWith('$')))
    throw new ProbeError('config', 'the JSON Schema asserts nothing');
  if (hasRoundedValue(schema))
    throw new ProbeError('config', 'the JSON Schema has a number beyond 2^53 in const or enum: compare it by jsonPath');
  const problem = formatProblem(schema);
  if (problem !== undefined) throw new ProbeError('config', problem);
  return schema;
};

/** Whether `const` or `enum` have a number that is rounded, and would accept others than the one that is meant. */
const hasRoundedValue = (part: unknown, isValue = false): boolean => {
  if (typeof part === 'number') return isValue && Math.abs(part) > Number.MAX_SAFE_INTEGER;
  if (part === null || typeof part !== 'object') return false;
  return Object.entries(part).some(([key, value]) =>
    hasRoundedValue(value, isValue || key === 'const' || key === 'enum'),
  );
};

const readSchemaFile = async (file: string): Promise<unknown> => {
  const { readLocalText } = await import('../process/local-file.ts');
  try {
    return JSON.parse(await readLocalText(file));
  } catch (error) {
    throw new ProbeError('config', `cannot read the JSON Schema: ${errorMessage(error)}`, { cause: error });
  }
};

/** Unknown keywords are refused: a misspelt one would assert nothing. So are unknown formats; the others are asserted. */
const AJV_OPTIONS = { allErrors: true, strictTypes: false, strictTuples: false } as const;

const compileSchema = async (schema: AnySchemaObject): Promise<ValidateFunction> => {
  const draft07 = String(schema.$schema ?? '').includes('draft-07');
  const { Ajv } = draft07 ? await import('ajv') : { Ajv: (await import('ajv/dist/2020.js')).Ajv2020 };
  const { default: addFormats } = await import('ajv-formats');
  const ajv = new Ajv(AJV_OPTIONS);
  addFormats.default(ajv, { keywords: false });
  try {
    return ajv.compile(schema);
  } catch (error) {
    throw new ProbeError('config', `the JSON Schema cannot be used: ${errorMessage(error)}`, { cause: error });
  }
};
