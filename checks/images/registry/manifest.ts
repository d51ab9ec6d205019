import { headerText } from '../../../src/expectations/http-headers.ts';
import { parseDocument } from '../../../src/expectations/json-document.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';

/** What is known of a manifest or an index. */
export interface Manifest {
  readonly digest: string;
  /** Manifests of an index, by platform. */
  readonly parts: readonly PlatformManifest[];
  /** Digest of the configuration, which names the platform of a manifest that is no index. */
  readonly config: string | undefined;
}

/** A platform: `linux/arm/v7`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
}

/** The manifest of one platform in an index. */
export interface PlatformManifest extends Platform {
  readonly digest: string;
}

const INDEX_TYPES: readonly string[] = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const MANIFEST_TYPES: readonly string[] = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** Every media type of a manifest; a registry that is not asked for an index answers with the manifest of one platform. */
export const ACCEPTED_TYPES: readonly string[] = [...INDEX_TYPES, ...MANIFEST_TYPES];

/** The media type of an answer, without its parameters; empty without one. */
export const mediaTypeOf = (answer: HttpAnswer): string =>
  headerText(answer, 'content-type').replace(/;.*/, '').trim().toLowerCase();

/** Whether a media type is that of a manifest or an index that runtimes pull today. */
export const isManifestType = (type: string): boolean => ACCEPTED_TYPES.includes(type);

/** The digest by the header of an answer; empty without one, as some caches answer. */
export const headerDigest = (answer: HttpAnswer): string => headerText(answer, 'docker-content-digest');

/** Fields of a manifest (OCI image spec); every one may be missing or of another type. */
interface ManifestFields {
  readonly mediaType?: unknown;
  readonly manifests?: unknown;
  readonly config?: { readonly digest?: unknown };
}

interface PartFields {
  readonly digest?: unknown;
  readonly platform?: { readonly os?: unknown; readonly architecture?: unknown; readonly variant?: unknown };
}

/** The manifest in an answer to GET; undefined when it is none. Its digest is that of the bytes. */
export const readManifest = (answer: HttpAnswer): Manifest | undefined => {
  const fields = parseDocument(answer.body)?.document as ManifestFields | null | undefined;
  const type = isManifestType(mediaTypeOf(answer)) ? mediaTypeOf(answer) : String(fields?.mediaType ?? '');
  if (typeof fields !== 'object' || fields === null || !isManifestType(type)) return undefined;
  const config = fields.config?.digest;
  const parts = Array.isArray(fields.manifests) ? (fields.manifests as readonly PartFields[]) : [];
  return {
    digest: `sha256:${answer.sha256}`,
    parts: INDEX_TYPES.includes(type) ? parts.flatMap(readPart) : [],
    config: typeof config === 'string' && MANIFEST_TYPES.includes(type) ? config : undefined,
  };
};

/** Attestations stand in an index as platform `unknown/unknown`. */
const readPart = ({ digest, platform }: PartFields): readonly PlatformManifest[] => {
  if (typeof digest !== 'string' || typeof platform?.os !== 'string' || platform.os === 'unknown') return [];
  return [{ digest, ...readPlatform(platform) }];
};

/** The platform in the fields of a manifest or a configuration. */
export const readPlatform = ({ os, architecture, variant }: NonNullable<PartFields['platform']>): Platform => ({
  os: String(os ?? ''),
  architecture: String(architecture ?? ''),
  variant: String(variant ?? ''),
});

/** A platform for people. */
export const formatPlatform = ({ os, architecture, variant }: Platform): string =>
  [os, architecture, variant].filter((part) => part !== '').join('/');

/** Whether a platform is the one that is written: without a variant any is, as runtimes choose among them; arm64 is v8. */
export const isPlatform = (written: string, { os, architecture, variant }: Platform): boolean => {
  const [wantedOs, wantedArchitecture, wantedVariant] = written.split('/');
  if (os !== wantedOs || architecture !== wantedArchitecture) return false;
  const found = variant === '' && architecture === 'arm64' ? 'v8' : variant;
  return wantedVariant === undefined || wantedVariant === found;
};
