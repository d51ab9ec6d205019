import type { ResourceEntry } from '../resource-entry.ts';
import { formatApiVersion, type ResourceName, resourceOf } from '../resources.ts';
import { shareTlsSecret, type WireTlsSecret } from '../views/tls-secrets.ts';
import { keepJudgedFields } from './judged-fields.ts';
import { sanitizeObject } from './sanitize.ts';

interface ShareOptions {
  /** The one in which it was read. */
  readonly version: string;
  /** Hides secrets in messages. */
  readonly redact: (message: string) => string;
}

/** What a snapshot keeps of an object: of a custom resource the judged fields, of a Secret the facts of its certificate. */
export const shareObject = (name: ResourceName, object: object, { version, redact }: ShareOptions): object => {
  const { group, kind, paths }: ResourceEntry = resourceOf(name);
  const kept = sanitizeObject(keptFields(name, object, paths), redact) as KeptObject;
  const annotations = { ...kept.metadata?.annotations, ...judgedAnnotations(object as KeptObject, paths) };
  const metadata = { ...kept.metadata, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) };
  return { apiVersion: formatApiVersion({ group, version }), kind, ...kept, metadata };
};

interface KeptObject {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, unknown>> };
}

const ANNOTATION_PATH = 'metadata.annotations ';

/** The annotations that a kind is judged by, beside those that any object is. */
const judgedAnnotations = ({ metadata }: KeptObject, paths: readonly string[] = []): object => {
  const annotations = Object.entries(metadata?.annotations ?? {});
  return Object.fromEntries(annotations.filter(([name]) => paths.includes(`${ANNOTATION_PATH}${name}`)));
};

const keptFields = (name: ResourceName, object: object, paths: readonly string[] | undefined): object => {
  if (name === 'tlsSecrets') return shareTlsSecret(object as WireTlsSecret);
  return paths === undefined ? object : keepJudgedFields(object, paths);
};
