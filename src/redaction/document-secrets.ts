import { isSecretKey } from './patterns.ts';

/**
 * The texts of a document that are secrets by their place: under a key that names one (`token`, `client-secret`), as the
 * `value` beside such a `name`, and behind or in a flag of that name (`--client-secret WORD`, `--client-secret=WORD`).
 */
export const documentSecrets = (document: unknown): readonly string[] => {
  if (Array.isArray(document)) return document.flatMap((item, index) => itemSecrets(item, document[index - 1]));
  if (typeof document !== 'object' || document === null) return [];
  const { name } = document as { readonly name?: unknown };
  const isNamed = typeof name === 'string' && isSecretKey(name);
  return Object.entries(document).flatMap(([key, value]) =>
    typeof value === 'string'
      ? textSecrets(value, isSecretKey(key) || (isNamed && key === 'value'))
      : documentSecrets(value),
  );
};

const textSecrets = (value: string, isSecret: boolean): readonly string[] => (isSecret ? [value] : []);

const SECRET_ARGUMENT = /^(--?[\w-]{1,60})=([\s\S]+)$/;

const itemSecrets = (item: unknown, before: unknown): readonly string[] => {
  if (typeof item !== 'string') return documentSecrets(item);
  if (isFlag(before) && isSecretKey(before)) return [item];
  const [, flag = '', value = ''] = SECRET_ARGUMENT.exec(item) ?? [];
  return isSecretKey(flag) ? [value] : [];
};

const isFlag = (text: unknown): text is string => typeof text === 'string' && /^--?[\w-]{1,60}$/.test(text);
