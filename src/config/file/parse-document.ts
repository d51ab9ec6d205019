import * as yaml from 'yaml';

/** Values of all files, expanded: far above what is written by hand, for aliases of aliases grow exponentially. */
export const MAX_NODES = 50_000;

/** Why a text was not parsed to its end. */
export type Unparsed =
  | { readonly beyond: 'depth' }
  /** `offset`: where parsing stopped, in characters. */
  | { readonly beyond: 'values'; readonly offset: number };

/**
 * The document of a YAML 1.2 text with what is wrong with it, which a further document is. Parsing stops where there are
 * more than {@link MAX_NODES} values for certain, for it takes seconds for ten times as many, and where nesting would end
 * its recursion.
 */
export const parseDocument = (text: string, lineCounter: yaml.LineCounter): yaml.Document.Parsed | Unparsed => {
  const parser = new yaml.Parser(lineCounter.addNewLine);
  const composer = new yaml.Composer({ lineCounter, uniqueKeys: false, prettyErrors: false });
  lineCounter.addNewLine(0);
  try {
    const [document, further] = composer.compose(readTokens(text, parser), true, text.length);
    if (document === undefined) throw new Error('the parser of YAML returned no document');
    if (document.errors.some(({ message }) => message.includes('call stack'))) return { beyond: 'depth' };
    if (further !== undefined) document.errors.push(furtherDocument(further));
    return document;
  } catch (error) {
    if (error instanceof TooManyValues) return { beyond: 'values', offset: parser.offset };
    if (error instanceof RangeError) return { beyond: 'depth' };
    throw error;
  }
};

class TooManyValues extends Error {}

/** Lexemes that begin a scalar, an item or a collection. */
const BEGINNINGS: ReadonlySet<string> = new Set(['\u001F', '-', '?', ',', '[', '{']);

/** How many of them one value has with its key, at most: `? ?: 1,` in a flow mapping. */
const MAX_BEGINNINGS = 5;

function* readTokens(text: string, parser: yaml.Parser): Generator<yaml.CST.Token, void> {
  let beginnings = 0;
  for (const lexeme of new yaml.Lexer().lex(text)) {
    if (BEGINNINGS.has(lexeme) && ++beginnings > MAX_BEGINNINGS * MAX_NODES) throw new TooManyValues();
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}

const furtherDocument = ({ range: [start, end] }: yaml.Document.Parsed): yaml.YAMLParseError =>
  new yaml.YAMLParseError([start, end], 'MULTIPLE_DOCS', 'a file holds one document');
