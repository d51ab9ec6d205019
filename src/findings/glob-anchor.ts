/** Plain text that every text has which a glob matches: all of it, how it begins or ends, or what is somewhere within. */
export interface GlobAnchor {
  readonly side: 'whole' | 'start' | 'end' | 'within';
  readonly text: string;
}

/** True of every text. */
const NO_ANCHOR: GlobAnchor = { side: 'start', text: '' };

const WILDCARD = /[\\*?[\]{}()!+@]/g;

/** The glob that matches this text and nothing else. */
export const escapeGlob = (text: string): string => text.replace(WILDCARD, '\\$&');

/** The only text that the glob matches; undefined when it has wildcards. */
export const literalOf = (glob: string): string | undefined => {
  const text = glob.replace(/\\([\\*?[\]{}()!+@])/g, '$1');
  return escapeGlob(text) === glob ? text : undefined;
};

/** The longest anchor of a glob of picomatch. */
export const anchorOfGlob = (glob: string): GlobAnchor => {
  const literal = literalOf(glob);
  if (literal !== undefined) return { side: 'whole', text: literal };
  return plainParts(glob).reduce((longest, one) => (one.text.length > longest.text.length ? one : longest), NO_ANCHOR);
};

/** What stands for one character or for many. */
const ANY_TEXT = /[*?]|\[[a-z0-9-]+\]/;

/** What means something else to picomatch: a glob with it has no anchor. */
const OTHER_SYNTAX = /^\.|\*\*|\/\/|\/$|[\\|"!(){}+@]/;

const plainParts = (glob: string): readonly GlobAnchor[] => {
  const parts = OTHER_SYNTAX.test(glob) ? [] : glob.split(ANY_TEXT);
  if (parts.some((text) => /[[\]]/.test(text))) return [];
  const last = parts.length - 1;
  return parts.map((text, index) => ({ side: index === 0 ? 'start' : index === last ? 'end' : 'within', text }));
};

/** Finds which of its anchors a text has. */
export interface AnchorSet {
  /** The number of the anchor: the same for the same one. */
  add(anchor: GlobAnchor): number;
  /** The numbers of the anchors that the text has. */
  find(text: string): readonly number[];
}

/** A set without any. To find those of a text takes time by how many lengths its anchors have, not by how many they are. */
export const createAnchorSet = (): AnchorSet => {
  const numbers = new Map<string, number>();
  const lengths = {
    whole: new Set<number>(),
    start: new Set<number>(),
    end: new Set<number>(),
    within: new Set<number>(),
  };
  return {
    add: ({ side, text }) => {
      lengths[side].add(text.length);
      const key = `${side} ${text}`;
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    },
    find: (text) => {
      const found = new Set<number>();
      const note = (key: string): void => {
        const number = numbers.get(key);
        if (number !== undefined) found.add(number);
      };
      note(`whole ${text}`);
      for (const length of fitting(lengths.start, text)) note(`start ${text.slice(0, length)}`);
      for (const length of fitting(lengths.end, text)) note(`end ${text.slice(text.length - length)}`);
      for (const length of fitting(lengths.within, text))
        for (let at = 0; at + length <= text.length; at++) note(`within ${text.slice(at, at + length)}`);
      return [...found];
    },
  };
};

const fitting = (lengths: ReadonlySet<number>, { length: most }: string): readonly number[] =>
  [...lengths].filter((length) => length <= most);
