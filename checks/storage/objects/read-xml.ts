import type { XmlElement } from '@rgrove/parse-xml';

/** An element of a document: its text, and the elements in it. */
export interface XmlPart {
  readonly name: string;
  /** Of all that is in it. */
  readonly text: string;
  /** The elements of this name. */
  readonly all: (name: string) => readonly XmlPart[];
  /** The text of the first element of this name; undefined without one. */
  readonly textOf: (name: string) => string | undefined;
}

/** The root of an XML document; undefined when it is none. Entities that a document declares are refused by the parser. */
export const readXml = async (text: string): Promise<XmlPart | undefined> => {
  if (!text.trimStart().startsWith('<')) return undefined;
  const { parseXml } = await import('@rgrove/parse-xml');
  try {
    const { root } = parseXml(text.trimStart());
    return root === null ? undefined : partOf(root);
  } catch {
    return undefined;
  }
};

const partOf = (element: XmlElement): XmlPart => {
  const all = (name: string): readonly XmlPart[] =>
    element.children
      .filter((child): child is XmlElement => child.type === 'element' && (child as XmlElement).name === name)
      .map(partOf);
  return {
    name: element.name,
    get text() {
      return element.text;
    },
    all,
    textOf: (name) => all(name)[0]?.text,
  };
};
