import type * as z from 'zod';
import type { Json } from '../../model/json.ts';

/** Optional keys of a mapping, each with what makes its schema. */
export type SchemaParts = Readonly<Record<string, () => z.ZodType>>;

/** The shape that parts make. */
export type PartsShape<Parts extends SchemaParts> = { [Key in keyof Parts]: ReturnType<Parts[Key]> };

/** Whether a word is needed of a schema. */
export type WordFilter = (word: string) => boolean;

export const everyWord: WordFilter = () => true;

/**
 * The shape of an object's schema, of the wanted keys only. To make a schema takes time, so that a file that is sound is
 * validated by one of the keys that it mentions; its type is that of the whole, where all of them are optional.
 */
export const buildShape = <Parts extends SchemaParts>(parts: Parts, isWanted: WordFilter): PartsShape<Parts> =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([key, build]) => (isWanted(key) ? [[key, build()]] : [])),
  ) as PartsShape<Parts>;

/** Whether a word stands in a configuration, as a key or as a value. */
export const findMentioned = (config: Json): WordFilter => {
  const words = new Set<string>();
  collectWords(config, words);
  return (word) => words.has(word);
};

const collectWords = (value: Json, words: Set<string>): void => {
  if (typeof value === 'string') words.add(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    words.add(key);
    collectWords(child, words);
  }
};
