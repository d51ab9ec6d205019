import { type MetaRow, metaFields, type WithMeta } from '../fields/object-meta.ts';
import { readServedCertificate, type ServedCertificate } from '../fields/served-certificate.ts';
import { nonEmpty, toRow } from '../fields/wire-fields.ts';

/** A Secret that an Ingress or a Gateway serves TLS by: what its certificate says, and nothing of its key. */
export interface TlsSecretRow extends MetaRow {
  readonly type?: string;
  /** There is no such Secret. */
  readonly missing?: true;
  /** It lies outside of the namespaces that are read, so that it was not looked at. */
  readonly unread?: true;
  readonly served: ServedCertificate;
}

/** A Secret as the API server sends it, or as {@link shareTlsSecret} left it. */
export interface WireTlsSecret extends WithMeta {
  readonly type?: string;
  /** Base64. */
  readonly data?: Readonly<Record<string, string>>;
  readonly missing?: true;
  readonly unread?: true;
  readonly served?: ServedCertificate;
}

/** Projects a Secret; its key answers whether it fits, and is not kept. */
export const projectTlsSecret = (from: WireTlsSecret): TlsSecretRow =>
  toRow<TlsSecretRow>({
    ...metaFields('Secret', from),
    type: nonEmpty(from.type),
    missing: from.missing,
    unread: from.unread,
    served: from.served ?? (from.missing || from.unread ? {} : readServedCertificate(from.data ?? {})),
  });

/** What a snapshot keeps of a Secret: the facts of its certificate, neither key nor certificate, nor any other data. */
export const shareTlsSecret = (from: WireTlsSecret): WireTlsSecret => {
  const { name, namespace, uid, creationTimestamp, deletionTimestamp, annotations } = from.metadata ?? {};
  const { type, missing, unread, served } = projectTlsSecret(from);
  const metadata = { name, namespace, uid, creationTimestamp, deletionTimestamp, annotations };
  return { metadata, type, missing, unread, served } as WireTlsSecret;
};
