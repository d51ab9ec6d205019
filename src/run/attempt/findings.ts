import type { Registration } from '../../check/check.ts';
import { objectKey } from '../../kubernetes/objects/object-key.ts';
import type { Json } from '../../model/json.ts';
import { reasons } from '../../model/reasons.ts';
import type { Finding, ObjectRef, ReportedFinding } from '../../model/result.ts';

/**
 * What a check returned, as the report prints it: counted, with severity, defaults and a fingerprint of its own.
 * @throws {TypeError} when it is not a list of well-formed findings: then nothing was verified.
 */
export const reportFindings = (returned: unknown, registration: Registration): readonly ReportedFinding[] => {
  if (!Array.isArray(returned))
    throw new TypeError(`the check returned ${kindOf(returned)} instead of a list of findings`);
  const seen = new Map<string, number>();
  return returned.map((value: unknown, index) => {
    const finding = readFinding(value, `finding ${index + 1}`);
    const key = identityOf(finding, registration);
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return { ...report(finding, registration), fingerprint: digest(nth === 1 ? key : `${key}#${nth}`) };
  });
};

const report = (finding: Finding, { severity }: Registration): Omit<ReportedFinding, 'fingerprint'> => {
  const { part: _, level = 'fault', objects = [], evidence = {}, next = [], ...rest } = finding;
  return { ...rest, level, severity, objects, evidence, next, count: Math.max(1, objects.length) };
};

/** The same for the same fault on the same object, whatever its numbers say today. */
const identityOf = ({ reason, object, part }: Finding, { check, service }: Registration): string =>
  JSON.stringify([
    check,
    service,
    reason,
    object === undefined ? null : objectKey(object),
    object?.container ?? '',
    part ?? '',
  ]);

/** Loaded with the first finding: a run in which all is well spares its 6 ms. */
const digest = (text: string): string => process.getBuiltinModule('node:crypto').hash('sha256', text).slice(0, 16);

const readFinding = (value: unknown, where: string): Finding => {
  const row = recordOf(value, where);
  const { reason, level } = row;
  if (typeof reason !== 'string' || !Object.hasOwn(reasons, reason))
    throw new TypeError(`${where}: ${JSON.stringify(reason) ?? 'undefined'} is not a known reason`);
  if (level !== undefined && level !== 'fault' && level !== 'warning')
    throw new TypeError(`${where}: level is neither fault nor warning`);
  const optional = {
    level,
    object: row.object === undefined ? undefined : objectOf(row.object, `${where}: object`),
    objects: listOf(row.objects, `${where}: objects`, objectOf),
    because: listOf(row.because, `${where}: because`, objectOf),
    next: listOf(row.next, `${where}: next`, textOf),
    part: row.part === undefined ? undefined : textOf(row.part, `${where}: part`),
    evidence: row.evidence === undefined ? undefined : evidenceOf(row.evidence, `${where}: evidence`),
  };
  return { reason, message: textOf(row.message, `${where}: message`), ...defined(optional) } as Finding;
};

const defined = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

const objectOf = (value: unknown, where: string): ObjectRef => {
  const row = recordOf(value, where);
  return {
    kind: textOf(row.kind, `${where}.kind`),
    ...(row.namespace === undefined ? {} : { namespace: textOf(row.namespace, `${where}.namespace`) }),
    name: textOf(row.name, `${where}.name`),
    ...(row.container === undefined ? {} : { container: textOf(row.container, `${where}.container`) }),
  };
};

/** A copy that survives JSON, so that what is printed is what was sent. */
const evidenceOf = (value: unknown, where: string): { readonly [key: string]: Json } => {
  recordOf(value, where);
  try {
    return JSON.parse(JSON.stringify(value));
  } catch (error) {
    throw new TypeError(`${where} cannot be written as JSON`, { cause: error });
  }
};

const listOf = <T>(value: unknown, where: string, read: (item: unknown, where: string) => T): T[] | undefined => {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new TypeError(`${where} is ${kindOf(value)} instead of a list`);
  return value.map((item: unknown, index) => read(item, `${where}[${index}]`));
};

const textOf = (value: unknown, where: string): string => {
  if (typeof value === 'string' && value !== '') return value;
  throw new TypeError(`${where} is ${value === '' ? 'an empty text' : `${kindOf(value)} instead of a text`}`);
};

const recordOf = (value: unknown, where: string): Readonly<Record<string, unknown>> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new TypeError(`${where} is ${kindOf(value)} instead of an object`);
};

const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
};
