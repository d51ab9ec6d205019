import type { Json } from '../model/json.ts';
import { refuseDeepJson } from './json-depth.ts';

/** The JSON document of a text, in an object, since a document may be null; undefined when the text is no JSON. Throws ProbeError. */
export const parseDocument = (text: string): { readonly document: Json } | undefined => {
  refuseDeepJson(text);
  try {
    return { document: JSON.parse(text) };
  } catch {
    return undefined;
  }
};
