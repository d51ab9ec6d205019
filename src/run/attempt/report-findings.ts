import type { Registration } from '../../check/check.ts';
import { objectKey } from '../../kubernetes/objects/object-key.ts';
import type { Json } from '../../model/json.ts';
import { isOwnReason, reasons } from '../../model/reasons.ts';
import type { Finding, ObjectRef, ReportedFinding } from '../../model/result.ts';
import { findNearestWord } from '../../text/nearest-word.ts';

/**
 * Yields the findings that a check returned, as the report has them: with a count, a severity, defaults and a fingerprint.
 * @throws {TypeError} when it is not a list of findings in the right shape: then nothing was verified.
 */
export function* reportFindings(returned: unknown, registration: Registration): Generator<ReportedFinding> {
  if (!isFindingList(returned))
    throw new TypeError(`the check returned ${describeType(returned)} instead of a list of findings`);
  const seen = new Map<string, number>();
  let index = 0;
  for (const value of returned) {
    index += 1;
    const finding = readFinding(value, `finding ${index}`);
    const key = findingIdentity(finding, registration);
    const first = fingerprintOf(key);
    const nth = (seen.get(first) ?? 0) + 1;
    seen.set(first, nth);
    yield {
      ...fillDefaults(finding, registration),
      fingerprint: nth === 1 ? first : fingerprintOf(`${key}#${nth}`),
    };
  }
}

/** A list, or a generator, which makes a finding when it is asked for the next. */
const isFindingList = (value: unknown): value is Iterable<unknown> =>
  Array.isArray(value) || Object.prototype.toString.call(value) === '[object Generator]';

const fillDefaults = (finding: Finding, { severity }: Registration): Omit<ReportedFinding, 'fingerprint'> => {
  const { part: _, level = 'fault', objects = [], evidence = {}, next = [], ...rest } = finding;
  return { ...rest, level, severity, objects, evidence, next, count: Math.max(1, objects.length) };
};

/** The same text for the same fault on the same object, whatever the numbers in its message. */
const findingIdentity = ({ reason, object, part }: Finding, { check, service }: Registration): string =>
  JSON.stringify([
    check,
    service,
    reason,
    object === undefined ? null : objectKey(object),
    object?.container ?? '',
    part ?? '',
  ]);

/** The module is loaded with the first finding: a healthy run saves its 6 ms. */
const fingerprintOf = (text: string): string =>
  process.getBuiltinModule('node:crypto').hash('sha256', text).slice(0, 16);

const readFinding = (value: unknown, where: string): Finding => {
  const row = requireRecord(value, where);
  const { reason, level } = row;
  if (typeof reason !== 'string') throw new TypeError(`${where}: reason is ${describeType(reason)} instead of a text`);
  if (!Object.hasOwn(reasons, reason) && !isOwnReason(reason)) throw new TypeError(`${where}: ${refusal(reason)}`);
  if (level !== undefined && level !== 'fault' && level !== 'warning')
    throw new TypeError(`${where}: level is neither fault nor warning`);
  const optional = {
    level,
    brief: row.brief === undefined ? undefined : requireString(row.brief, `${where}: brief`),
    object: row.object === undefined ? undefined : readObjectRef(row.object, `${where}: object`),
    objects: readList(row.objects, `${where}: objects`, readObjectRef),
    because: readList(row.because, `${where}: because`, readObjectRef),
    next: readList(row.next, `${where}: next`, requireString),
    part: row.part === undefined ? undefined : requireString(row.part, `${where}: part`),
    evidence: row.evidence === undefined ? undefined : copyEvidence(row.evidence, `${where}: evidence`),
  };
  return { reason, message: requireString(row.message, `${where}: message`), ...definedFields(optional) } as Finding;
};

/** Why a reason is refused, and what to write instead. */
const refusal = (reason: string): string => {
  const form = 'a reason of your own is a namespace and a name in small letters: acme/queue_stuck';
  if (reason.includes('/')) return `the reason ${JSON.stringify(reason)} has another form: ${form}`;
  const nearest = findNearestWord(reason, Object.keys(reasons));
  const suggestion = nearest === undefined ? '' : `: did you mean "${nearest}"?`;
  return `the reason ${JSON.stringify(reason)} is unknown${suggestion}; ${form}`;
};

const definedFields = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

const readObjectRef = (value: unknown, where: string): ObjectRef => {
  const row = requireRecord(value, where);
  return {
    kind: requireString(row.kind, `${where}.kind`),
    ...(row.namespace === undefined ? {} : { namespace: requireString(row.namespace, `${where}.namespace`) }),
    name: requireString(row.name, `${where}.name`),
    ...(row.container === undefined ? {} : { container: requireString(row.container, `${where}.container`) }),
  };
};

/** A copy as JSON, since that is how it is sent and printed. */
const copyEvidence = (value: unknown, where: string): { readonly [key: string]: Json } => {
  requireRecord(value, where);
  try {
    return JSON.parse(JSON.stringify(value));
  } catch (error) {
    throw new TypeError(`${where} cannot be written as JSON`, { cause: error });
  }
};

const readList = <T>(value: unknown, where: string, read: (item: unknown, where: string) => T): T[] | undefined => {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new TypeError(`${where} is ${describeType(value)} instead of a list`);
  return value.map((item: unknown, index) => read(item, `${where}[${index}]`));
};

const requireString = (value: unknown, where: string): string => {
  if (typeof value === 'string' && value !== '') return value;
  throw new TypeError(`${where} is ${value === '' ? 'an empty text' : `${describeType(value)} instead of a text`}`);
};

const requireRecord = (value: unknown, where: string): Readonly<Record<string, unknown>> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new TypeError(`${where} is ${describeType(value)} instead of an object`);
};

const describeType = (value: unknown): string => {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
};
