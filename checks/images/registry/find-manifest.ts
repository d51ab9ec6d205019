import { ProbeError } from '../../../src/model/errors.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import { absenceOrThrow } from './absence.ts';
import type { ImageAddress } from './image-address.ts';
import { headerDigest, isManifestType, type Manifest, mediaTypeOf, readManifest } from './manifest.ts';
import type { RegistryApi } from './registry-api.ts';

/** What a registry has under a tag or digest: a manifest, only its digest, or nothing, with why. */
export type FoundManifest =
  | { readonly digest: string; readonly manifest?: Manifest; readonly stated: string }
  | { readonly absence: string };

/** What has to be known of a manifest. */
interface ManifestWish {
  readonly isWhole: boolean;
  readonly digest?: string | undefined;
}

/**
 * Asks for a manifest by HEAD, which no registry counts as a pull, and by GET where that does not tell enough: platforms are wanted,
 * the digest is another one, a cache leaves it out, or nothing is there. Throws ProbeError.
 */
export const findManifest = async (
  api: RegistryApi,
  image: string,
  { reference }: Pick<ImageAddress, 'reference'>,
  { isWhole, digest }: ManifestWish,
): Promise<FoundManifest> => {
  const path = `manifests/${reference}`;
  const head = await api.ask('HEAD', path);
  const stated = headerDigest(head);
  if (!mayAskAgain(head)) throw api.refusal(image, head).error;
  const suffices = head.status === 200 && isManifestType(mediaTypeOf(head)) && stated !== '';
  if (suffices && !isWhole && (digest === undefined || digest === stated)) return { digest: stated, stated };
  const answer = await api.ask('GET', path);
  if (answer.status !== 200) return { absence: absenceOrThrow(api, image, answer) };
  const manifest = answer.bodyProblem === undefined ? readManifest(answer) : undefined;
  if (manifest === undefined) throw noManifestError(`${api.host}: ${image}`, answer);
  return { digest: manifest.digest, manifest, stated: headerDigest(answer) || stated };
};

/** Statuses after which GET may tell more: HEAD has no body, and some registries and caches do not know it. */
const mayAskAgain = ({ status }: HttpAnswer): boolean => [200, 400, 404, 405, 501].includes(status);

const noManifestError = (what: string, answer: HttpAnswer): ProbeError => {
  const type = mediaTypeOf(answer);
  if (/manifest\.v1\+/.test(type))
    return new ProbeError('assertion', `${what}: its manifest is of schema 1, which runtimes do not pull any more`);
  const why = answer.bodyProblem ?? `the answer (${type === '' ? 'no type' : type}) is no manifest of an image`;
  return new ProbeError('protocol', `${what}: ${why}`, { advice: 'other_protocol' });
};
