import { URL_CREDENTIALS_PATTERN, withoutQuery } from '../fields/container-spec.ts';
import { HELM_HOOK_ANNOTATION, IGNORE_ANNOTATION } from '../fields/object-meta.ts';
import { REVISION_ANNOTATION } from '../views/deployments.ts';
import { ENDPOINTS_CHANGED_ANNOTATION } from '../views/endpoint-slices.ts';
import { DEFAULT_INGRESS_CLASS_ANNOTATION } from '../views/ingress-classes.ts';
import { INGRESS_CLASS_ANNOTATION, routingMark } from '../views/ingresses.ts';
import { JOB_MANUAL_ANNOTATION, JOB_SCHEDULED_ANNOTATION } from '../views/jobs.ts';
import { SELECTED_NODE_ANNOTATION } from '../views/persistent-volume-claims.ts';
import { MIRROR_POD_ANNOTATION } from '../views/pods.ts';
import { DEFAULT_STORAGE_CLASS_ANNOTATIONS } from '../views/storage-classes.ts';

/** The annotations that checks read. Others may hold secrets, as `last-applied-configuration` does. */
const JUDGED_ANNOTATIONS = new Set([
  REVISION_ANNOTATION,
  ENDPOINTS_CHANGED_ANNOTATION,
  INGRESS_CLASS_ANNOTATION,
  DEFAULT_INGRESS_CLASS_ANNOTATION,
  JOB_SCHEDULED_ANNOTATION,
  JOB_MANUAL_ANNOTATION,
  HELM_HOOK_ANNOTATION,
  IGNORE_ANNOTATION,
  SELECTED_NODE_ANNOTATION,
  MIRROR_POD_ANNOTATION,
  ...DEFAULT_STORAGE_CLASS_ANNOTATIONS,
]);

/** Replaces a value, so that checks still see that there is one. */
const REDACTED_VALUE = 'REDACTED';
const REDACTED_ADDRESS = 'redacted://redacted:redacted@redacted';

/** Fields that are dropped at any depth: large, or likely to hold secrets, and read by no check. */
const DROPPED_FIELDS = new Set([
  'managedFields',
  'selfLink',
  'lifecycle',
  'httpHeaders',
  'caBundle',
  'volumeAttributes',
  'options',
  'stringData',
  'images',
]);

type FieldRule = (value: unknown) => unknown;

const objectEntries = (value: unknown): readonly [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const isNonEmptyText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const redactValue = (value: unknown): unknown =>
  typeof value === 'string' && URL_CREDENTIALS_PATTERN.test(value)
    ? REDACTED_ADDRESS
    : isNonEmptyText(value)
      ? REDACTED_VALUE
      : value;

const redactItems: FieldRule = (value) => (Array.isArray(value) ? value.map(() => REDACTED_VALUE) : undefined);
const clearValues: FieldRule = (value) => Object.fromEntries(objectEntries(value).map(([key]) => [key, '']));

/** Variables keep their names and the references to their values. */
const redactVariables: FieldRule = (value) =>
  Array.isArray(value)
    ? value.map((variable: { value?: unknown }) => ({ ...variable, value: redactValue(variable.value) }))
    : undefined;

const keepJudgedAnnotations: FieldRule = (value) =>
  Object.fromEntries(
    objectEntries(value).flatMap(([key, text]) => {
      const kept = JUDGED_ANNOTATIONS.has(key) ? text : routingMark(key, String(text));
      return kept === undefined ? [] : [[key, kept]];
    }),
  );

/** A probe's request without its query; its headers are dropped. */
const cleanProbeRequest: FieldRule = (value) =>
  Object.fromEntries(
    objectEntries(value)
      .filter(([key]) => ['path', 'port', 'host', 'scheme'].includes(key))
      .map(([key, part]) => [key, key === 'path' && typeof part === 'string' ? withoutQuery(part) : part]),
  );

const FIELD_RULES: ReadonlyMap<string, FieldRule> = new Map([
  ['annotations', keepJudgedAnnotations],
  ['env', redactVariables],
  ['command', redactItems],
  ['args', redactItems],
  ['data', clearValues],
  ['binaryData', clearValues],
  ['httpGet', cleanProbeRequest],
]);

/** Addresses in any other field, such as that of a webhook, without user, password and query. */
const cleanAddresses = (text: string): string =>
  text.includes('://') ? text.replace(/(:\/\/)[^\s/?#@]*@/g, '$1').replace(/(:\/\/[^\s?#]*)[?#]\S*/g, '$1') : text;

/** Fields whose keys users choose: a label may have the name of a field with a rule. */
const NAME_FIELDS = new Set([
  'labels',
  'matchLabels',
  'nodeSelector',
  'selector',
  'hard',
  'used',
  'capacity',
  'allocatable',
]);

/**
 * Returns a copy of an object that may be shared: without values of variables and ConfigMaps, commands, arguments, and
 * annotations that no check reads. `redact` hides secrets in messages.
 */
export const sanitizeObject = (value: unknown, redact: (message: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((item) => sanitizeObject(item, redact));
  if (typeof value === 'string') return cleanAddresses(value);
  if (typeof value !== 'object' || value === null) return value;
  const kept = objectEntries(value).filter(([key]) => !DROPPED_FIELDS.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, sanitizeField(key, inner, redact)]));
};

const sanitizeField = (key: string, value: unknown, redact: (message: string) => string): unknown => {
  if (key === 'message' && typeof value === 'string') return redact(value);
  if (NAME_FIELDS.has(key)) return value;
  return FIELD_RULES.get(key)?.(value) ?? sanitizeObject(value, redact);
};
