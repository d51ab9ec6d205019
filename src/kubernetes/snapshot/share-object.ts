import type { ResourceEntry } from '../resource-entry.ts';
import { formatApiVersion, type ResourceName, resourceTable } from '../resources.ts';
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
  const { group, kind, paths }: ResourceEntry = resourceTable[name];
  const kept = sanitizeObject(keptFields(name, object, paths), redact) as object;
  return { apiVersion: formatApiVersion({ group, version }), kind, ...kept };
};

const keptFields = (name: ResourceName, object: object, paths: readonly string[] | undefined): object => {
  if (name === 'tlsSecrets') return shareTlsSecret(object as WireTlsSecret);
  return paths === undefined ? object : keepJudgedFields(object, paths);
};
