import * as z from 'zod';

/** Where a secret comes from; never the secret itself. */
export type SecretReference = { readonly env: string } | { readonly file: string };

/** How a secret may stand in a config file: only as a reference, also as plain text, or as text with `${name}` in its place. */
export type SecretKind = 'reference' | 'plain' | 'template';

/** Schema of a reference to a secret. */
export const secretReference = () =>
  z.union([
    z.strictObject({
      env: z.string().min(1).describe('Environment variable that holds it; a trailing line feed is dropped'),
    }),
    z.strictObject({ file: z.string().min(1).describe('File that holds it; a trailing line feed is dropped') }),
  ]);

/**
 * Schema of a secret: a config file may only hold a reference to it. The config room puts the value in its place before the
 * check's own schema is parsed where it runs, so that the output is a plain string.
 */
export const secret = () => secretSchema('reference');

/**
 * Schema of text that may hold a secret, as a URL does: plain text is accepted beside a reference, but a URL with a
 * password in it is refused in a config file. The output is a plain string.
 */
export const secretOrText = () => secretSchema('plain');

/** The same for text in which `${name}` is replaced when it is used: a secret may come from there. */
export const secretTemplate = () => secretSchema('template');

const secretSchema = (kind: SecretKind) =>
  z
    .union([z.string(), secretReference()])
    .meta({ title: kind === 'reference' ? 'secret' : 'textOrSecret', secret: kind })
    .transform((value) => value as string);

/** How a schema made here wants its secret, undefined for every other schema. Wrappers (optional, default) are not looked through. */
export const secretKindOf = (schema: z.core.$ZodType): SecretKind | undefined => {
  const kind = z.globalRegistry.get(schema)?.secret;
  return kind === 'reference' || kind === 'plain' || kind === 'template' ? kind : undefined;
};
