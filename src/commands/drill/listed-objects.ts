import { readJsonBody } from '../../kubernetes/api/read-json.ts';
import { BrokenList } from '../../kubernetes/lists/chunk-buffer.ts';
import { RUN_LABEL } from './manifests.ts';

/** An object of a list: its name, and the drill that made it; undefined: none did. */
export interface ListedObject {
  readonly name: string;
  readonly run: string | undefined;
}

/**
 * A name that is one step of a path: `..`, or none at all, would delete the namespace itself
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/).
 */
const OBJECT_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

const MAX_NAME_LENGTH = 253;

/**
 * Reads the objects of a list of this kind (`Pod`), whoever answers: what is removed by it is said by labels that the objects
 * have, not by the selector that was asked with.
 *
 * @throws {BrokenList} when it is none.
 */
export const readListedObjects =
  (kind: string) =>
  async (bytes: AsyncIterable<Buffer>): Promise<readonly ListedObject[]> => {
    const { items, ...list } = await readJsonBody<{ readonly kind?: unknown; readonly items?: unknown }>(bytes);
    if (list.kind !== `${kind}List`) throw new BrokenList(`it sent no ${kind}List`);
    // An empty list of Go is null.
    if (items === null) return [];
    if (!Array.isArray(items)) throw new BrokenList(`it sent a ${kind}List without items`);
    return items.map((item) => readListedObject(kind, item));
  };

const readListedObject = (kind: string, item: unknown): ListedObject => {
  const { metadata } = (item ?? {}) as { readonly metadata?: ListedMetadata | null };
  const name = metadata?.name;
  if (typeof name !== 'string' || name.length > MAX_NAME_LENGTH || !OBJECT_NAME.test(name))
    throw new BrokenList(`it sent a ${kind} without a name`);
  const run = metadata?.labels?.[RUN_LABEL];
  return { name, run: typeof run === 'string' && run !== '' ? run : undefined };
};

interface ListedMetadata {
  readonly name?: unknown;
  readonly labels?: { readonly [key: string]: unknown } | null;
}
