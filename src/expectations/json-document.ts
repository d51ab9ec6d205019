import type { Json } from '../model/json.ts';

/** The JSON document of a text, in an object, since a document may be null; undefined when the text is no JSON. */
export const parseDocument = (text: string): { readonly document: Json } | undefined => {
  try {
    return { document: JSON.parse(text) };
  } catch {
    return undefined;
  }
};
