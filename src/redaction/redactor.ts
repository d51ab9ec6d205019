import { MIN_SECRET_LENGTH, secretForms } from './encodings.ts';
import { environmentSecrets } from './environment-secrets.ts';
import { hideKnownSecrets } from './known-secrets.ts';
import { hideSecretPatterns, isHeadersKey, isSecretKey, REDACTED_TEXT } from './patterns.ts';

/** Keeps secrets out of everything that leaves the process: by value, by key, and by what they look like. */
export interface Redactor {
  /**
   * Remembers a secret, so that it is hidden wherever it shows up, also encoded. False when it is refused: it has fewer than
   * four characters and would take half of every text with it.
   */
  register(value: string): boolean;
  /** The text without registered secrets; what only looks like one stays. For data that has to stay as it is. Never throws. */
  known(text: string): string;
  /** The text without secrets; hidden as a whole when searching it fails. Never throws. */
  text(text: string): string;
  /**
   * A copy without secrets: every text in it, and every value whose key names a secret. Copies are cached by object until the
   * next `register`: an object that was passed in must not be changed afterwards. Never throws.
   */
  json<T>(value: T): T;
}

/**
 * A redactor that knows no secret yet. `keep` are words that stand alone in documents and must stay readable whatever a password is
 * (names of checks and services, statuses, reasons): a text that equals one of them is left as it is.
 */
export const createRedactor = (keep: Iterable<string> = []): Redactor => {
  const kept = new Set(keep);
  const byStart = new Map<string, readonly string[]>();
  // Each result is written several times: to the log, the summary and every document.
  let copies: CopyContext['copies'] = new WeakMap();

  const register = (value: string): boolean => {
    copies = new WeakMap();
    const forms = secretForms(value);
    for (const form of forms) {
      const start = form.slice(0, MIN_SECRET_LENGTH);
      const others = (byStart.get(start) ?? []).filter((other) => other !== form);
      byStart.set(
        start,
        [...others, form].sort((one, other) => other.length - one.length),
      );
    }
    return forms.length > 0;
  };
  const known = (given: string): string => hideKnownSecrets(given, byStart);
  const text = (given: string): string => {
    if (kept.has(given) || TIMESTAMP_PATTERN.test(given)) return given;
    try {
      return hideSecretPatterns(known(given));
    } catch {
      return REDACTED_TEXT;
    }
  };
  const json = <T>(value: T): T => {
    try {
      return copyValue(value, { text, key: (key) => (FIELD_NAME.test(key) ? key : text(key)), copies }) as T;
    } catch {
      copies = new WeakMap();
      return REDACTED_TEXT as T;
    }
  };
  return { register, known, text, json };
};

/** A redactor that knows the secrets in the variables that kavmon goes by. */
export const redactorFor = (env: NodeJS.ProcessEnv, keep: Iterable<string> = []): Redactor => {
  const redactor = createRedactor(keep);
  for (const secret of environmentSecrets(env)) redactor.register(secret);
  return redactor;
};

/** Timestamps stay whole, even when a registered password is a year. */
const TIMESTAMP_PATTERN = /^\d{4}-\d\d-\d\dT[\d:.]{8,18}Z$/;

/** Keys of Kavmon's own documents; any other key may come from outside. */
const FIELD_NAME = /^[a-z]+(?:[A-Z][a-z]+)*$/;

interface CopyContext {
  readonly text: (text: string) => string;
  readonly key: (key: string) => string;
  /** By object; undefined while the object is being copied. */
  readonly copies: WeakMap<object, unknown>;
}

const copyValue = (value: unknown, copying: CopyContext): unknown => {
  if (typeof value === 'string') return copying.text(value);
  if (typeof value !== 'object' || value === null) return value;
  const { copies } = copying;
  if (copies.has(value)) return copies.get(value) ?? '(itself)';
  copies.set(value, undefined);
  const done = Array.isArray(value) ? copyList(value, copying) : copyObject(value, copying);
  copies.set(value, done);
  return done;
};

/** What follows a flag such as `--password` in a list of arguments is its value. */
const copyList = (list: readonly unknown[], copying: CopyContext): unknown[] =>
  list.map((item, index) => (isSecretFlag(list[index - 1]) ? redactValue(item) : copyValue(item, copying)));

const isSecretFlag = (flag: unknown): boolean =>
  typeof flag === 'string' && /^--?[\w-]{1,60}$/.test(flag) && isSecretKey(flag);

const copyObject = (object: object, copying: CopyContext): unknown => {
  if (object instanceof Error) return copying.text(`${object.name}: ${object.message}`);
  const named = 'name' in object && typeof object.name === 'string' && isSecretKey(object.name);
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => {
      if (COMMAND_FIELDS.has(key) && Array.isArray(value))
        return [key, value.map((item) => copyCommand(item, copying))];
      const secret = isSecretKey(key) || (isHeadersKey(key) && typeof value === 'string');
      return [
        copying.key(key),
        secret || (named && VALUE_FIELDS.has(key)) ? redactValue(value) : copyValue(value, copying),
      ];
    }),
  );
};

/** Fields with commands to paste. */
const COMMAND_FIELDS: ReadonlySet<string> = new Set(['next']);

const HIDDEN_COMMAND = '# left out: a part of this command is secret';

/** A command without a part of it may lack a quote, and the shell would run the rest of a name: it is left out as a whole. */
const copyCommand = (command: unknown, copying: CopyContext): unknown =>
  typeof command !== 'string' || copying.text(command) === command ? copyValue(command, copying) : HIDDEN_COMMAND;

/** Fields that hold the secret where `name` names one: `{ name: 'DB_PASSWORD', value }`, or an assertion. */
const VALUE_FIELDS: ReadonlySet<string> = new Set(['value', 'expected', 'actual']);

/** Hides a value; absent and empty ones and booleans are no secrets. */
const redactValue = (value: unknown): unknown =>
  value === null || value === undefined || typeof value === 'boolean' || value === '' ? value : REDACTED_TEXT;
