/** What a field of a kubeconfig holds; fields that are not listed are not read. */
export type FieldShape =
  | 'text'
  | 'boolean'
  | 'base64'
  | { readonly fields: Readonly<Record<string, FieldShape>> }
  | { readonly items: FieldShape }
  | { readonly values: FieldShape };

const namedList = (key: string, fields: Readonly<Record<string, FieldShape>>): FieldShape => ({
  items: { fields: { name: 'text', [key]: { fields } } },
});

const EXEC_FIELDS: Readonly<Record<string, FieldShape>> = {
  apiVersion: 'text',
  command: 'text',
  args: { items: 'text' },
  env: { items: { fields: { name: 'text', value: 'text' } } },
  installHint: 'text',
  interactiveMode: 'text',
  provideClusterInfo: 'boolean',
};

/** `clientcmd/api/v1` of client-go, as far as an access is made of it. */
export const KUBECONFIG_SHAPE: FieldShape = {
  fields: {
    'current-context': 'text',
    contexts: namedList('context', { cluster: 'text', user: 'text', namespace: 'text' }),
    clusters: namedList('cluster', {
      server: 'text',
      'tls-server-name': 'text',
      'insecure-skip-tls-verify': 'boolean',
      'certificate-authority': 'text',
      'certificate-authority-data': 'base64',
      'proxy-url': 'text',
      'disable-compression': 'boolean',
    }),
    users: namedList('user', {
      token: 'text',
      tokenFile: 'text',
      username: 'text',
      password: 'text',
      'client-certificate': 'text',
      'client-certificate-data': 'base64',
      'client-key': 'text',
      'client-key-data': 'base64',
      as: 'text',
      'as-uid': 'text',
      'as-groups': { items: 'text' },
      'as-user-extra': { values: { items: 'text' } },
      exec: { fields: EXEC_FIELDS },
      'auth-provider': { fields: { name: 'text', config: { values: 'text' } } },
    }),
  },
};

/** A value of the wrong type, and where it stands. */
export interface ShapeProblem {
  readonly path: readonly (string | number)[];
  /** Without the value, which may be a secret. */
  readonly message: string;
}

/** Every value that has not the type that its field asks for; null counts as absent, as for client-go. */
export const shapeProblems = (
  value: unknown,
  shape: FieldShape,
  path: ShapeProblem['path'] = [],
): readonly ShapeProblem[] => {
  if (value === null || value === undefined) return [];
  if (typeof shape === 'string') {
    const message = scalarProblem(value, shape);
    return message === undefined ? [] : [{ path, message }];
  }
  if ('items' in shape) {
    if (!Array.isArray(value)) return [{ path, message: `has to be a list, it is ${typeWords(value)}` }];
    return value.flatMap((item: unknown, index) =>
      item === null
        ? [{ path: [...path, index], message: 'is empty' }]
        : shapeProblems(item, shape.items, [...path, index]),
    );
  }
  if (typeof value !== 'object' || Array.isArray(value))
    return [{ path, message: `has to be a mapping, it is ${typeWords(value)}` }];
  return Object.entries(value).flatMap(([key, inner]) => {
    const known = 'values' in shape ? shape.values : Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    return known === undefined ? [] : shapeProblems(inner, known, [...path, key]);
  });
};

const BASE64_TEXT = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

const scalarProblem = (value: unknown, shape: 'text' | 'boolean' | 'base64'): string | undefined => {
  if (shape === 'boolean') {
    const hint = typeof value === 'string' ? ': write true or false, without quotes' : '';
    return typeof value === 'boolean' ? undefined : `has to be true or false, it is ${typeWords(value)}${hint}`;
  }
  if (typeof value !== 'string') {
    const hint = typeof value === 'object' ? '' : ': put it in quotes';
    return `has to be text, it is ${typeWords(value)}${hint}`;
  }
  return shape === 'base64' && value !== '' && !BASE64_TEXT.test(value)
    ? 'has to be base64, it is other text'
    : undefined;
};

const typeWords = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
};
