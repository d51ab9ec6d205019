import { parentPort } from 'node:worker_threads';
import * as yaml from 'yaml';
import { yamlErrorText } from '../../../text/yaml-error.ts';
import type { ParsedYaml } from './parser.ts';

// The entry of the thread that parses YAML: of every message, a list of texts, it answers what the texts are as JSON.

/**
 * Returns the text as JSON. Aliases are refused: kubectl writes none, and a few of them can stand for more than any memory
 * holds. That keys are unique is not looked at: it takes the square of their number.
 */
const toJson = (text: string): string => {
  const options = { maxAliasCount: 0, uniqueKeys: false, prettyErrors: false, logLevel: 'error' } as const;
  return JSON.stringify(yaml.parse(text, options) ?? null);
};

const parseAll = (texts: readonly string[]): ParsedYaml => {
  try {
    return { values: texts.map(toJson) };
  } catch (error) {
    const text = error instanceof Error ? yamlErrorText(error.message) : 'it cannot be parsed';
    return { problem: text === 'Alias resolution is disabled' ? 'it has aliases (*name), which are not read' : text };
  }
};

parentPort?.on('message', (texts: readonly string[]) => parentPort?.postMessage(parseAll(texts)));
