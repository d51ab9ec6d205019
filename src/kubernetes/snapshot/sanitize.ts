import { CREDENTIALS } from '../fields/container-spec.ts';
import { IGNORE_ANNOTATION } from '../fields/object-meta.ts';
import { REVISION_ANNOTATION } from '../views/deployments.ts';
import { CHANGED_ANNOTATION } from '../views/endpoint-slices.ts';
import { DEFAULT_CLASS_ANNOTATION } from '../views/ingress-classes.ts';
import { CLASS_ANNOTATION } from '../views/ingresses.ts';
import { SCHEDULED_ANNOTATION } from '../views/jobs.ts';
import { SELECTED_NODE_ANNOTATION } from '../views/persistent-volume-claims.ts';
import { MIRROR_ANNOTATION } from '../views/pods.ts';
import { DEFAULT_ANNOTATIONS } from '../views/storage-classes.ts';

/** The annotations that are judged; all others may hold anything, the last applied manifest for one. */
const ANNOTATIONS = new Set([
  REVISION_ANNOTATION,
  CHANGED_ANNOTATION,
  CLASS_ANNOTATION,
  DEFAULT_CLASS_ANNOTATION,
  SCHEDULED_ANNOTATION,
  IGNORE_ANNOTATION,
  SELECTED_NODE_ANNOTATION,
  MIRROR_ANNOTATION,
  ...DEFAULT_ANNOTATIONS,
]);

/** What stands in the place of a value, so that it still shows that there was one. */
const MARK = 'REDACTED';
const MARKED_ADDRESS = 'redacted://redacted:redacted@redacted';

/** Left out wherever they stand: large, or a place for secrets, and judged by nobody. */
const DROPPED = new Set([
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

type Rule = (value: unknown) => unknown;

const fields = (value: unknown): readonly [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const isFilled = (value: unknown): boolean => typeof value === 'string' && value !== '';

const marked = (value: unknown): unknown =>
  typeof value === 'string' && CREDENTIALS.test(value) ? MARKED_ADDRESS : isFilled(value) ? MARK : value;

const words: Rule = (value) => (Array.isArray(value) ? value.map(() => MARK) : undefined);
const emptied: Rule = (value) => Object.fromEntries(fields(value).map(([key]) => [key, '']));

/** A variable keeps its name and where its value comes from. */
const variables: Rule = (value) =>
  Array.isArray(value)
    ? value.map((variable: { value?: unknown }) => ({ ...variable, value: marked(variable.value) }))
    : undefined;

const annotations: Rule = (value) => Object.fromEntries(fields(value).filter(([key]) => ANNOTATIONS.has(key)));

const RULES: ReadonlyMap<string, Rule> = new Map([
  ['annotations', annotations],
  ['env', variables],
  ['command', words],
  ['args', words],
  ['data', emptied],
  ['binaryData', emptied],
]);

/** Names chosen by people: a label or a key may be called as a field is. */
const NAMES = new Set(['labels', 'matchLabels', 'nodeSelector', 'selector', 'hard', 'used', 'capacity', 'allocatable']);

/**
 * A copy that may be given away: without values of variables and ConfigMaps, commands, arguments, and annotations that
 * are judged by nobody. `text` hides what looks like a secret in what controllers and programs say.
 */
export const sanitize = (value: unknown, text: (message: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((item) => sanitize(item, text));
  if (typeof value !== 'object' || value === null) return value;
  const kept = fields(value).filter(([key]) => !DROPPED.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, sanitizeField(key, inner, text)]));
};

const sanitizeField = (key: string, value: unknown, text: (message: string) => string): unknown => {
  if (key === 'message' && typeof value === 'string') return text(value);
  if (NAMES.has(key)) return value;
  return RULES.get(key)?.(value) ?? sanitize(value, text);
};
