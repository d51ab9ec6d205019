import { Worker } from 'node:worker_threads';
import { entryPointUrl } from '../../../process/entry-points.ts';
import { BrokenList } from '../../lists/chunk-buffer.ts';

/** What the thread answers: of every text its value as JSON, or what is wrong with one of them. */
export type ParsedYaml = { readonly values: readonly string[] } | { readonly problem: string };

export interface YamlParser {
  /** Returns every text as JSON. @throws {BrokenList} when one of them is not YAML, or takes more memory than there is. */
  parse(texts: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Of the thread that parses: an object has two MiB of text at most. */
const MEMORY_MB = 512;

/**
 * Parses YAML in one thread, which is started with the first text and anew after one that was too much for it. A few kilobytes
 * can keep a parser busy for minutes; a thread can be ended meanwhile: `signal` does. To be closed.
 */
export const createYamlParser = (signal: AbortSignal | undefined): YamlParser => {
  let thread: ParsingThread | undefined;
  const end = () => void thread?.worker.terminate();
  signal?.addEventListener('abort', end, { once: true });
  const start = (): ParsingThread => {
    const started = startParsingThread();
    started.lost.catch(() => {
      thread = undefined;
    });
    return started;
  };
  return {
    parse: async (texts) => {
      signal?.throwIfAborted();
      thread ??= start();
      const { worker, lost } = thread;
      const answer = new Promise<ParsedYaml>((resolve) => worker.once('message', resolve));
      worker.postMessage(texts);
      const parsed = await Promise.race([answer, lost]);
      if ('problem' in parsed) throw new BrokenList(parsed.problem);
      return parsed.values;
    },
    close: async () => {
      signal?.removeEventListener('abort', end);
      await thread?.worker.terminate();
    },
  };
};

interface ParsingThread {
  readonly worker: Worker;
  /** Rejects when the thread ends. */
  readonly lost: Promise<never>;
}

const startParsingThread = (): ParsingThread => {
  const worker = new Worker(entryPointUrl('yaml'), { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
  const { promise: lost, reject } = Promise.withResolvers<never>();
  worker.once('error', (error) => reject(new BrokenList(`it cannot be parsed: ${error.message}`)));
  worker.once('exit', () => reject(new BrokenList('the thread that parses it was ended')));
  return { worker, lost };
};
