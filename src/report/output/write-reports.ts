import type { Report } from '../../model/result.ts';
import { withinReadLimit } from '../../process/local-file.ts';
import type { Redactor } from '../../redaction/redactor.ts';
import { defuseCiCommands } from '../../text/ci-commands.ts';
import { rendererLoaders } from '../formats/index.ts';
import { fileRenderOptions, type RenderOptions } from '../present/render-options.ts';
import type { ReportOutput } from './destinations.ts';
import type { OutputSink } from './output-sink.ts';

/** What the documents of a run need beside the report. */
export interface WriteOptions {
  readonly redactor: Redactor;
  readonly stdout: OutputSink;
  /** How long the reader of a document may take, in milliseconds. */
  readonly drainMs: number;
  /** For what goes to standard output. */
  readonly renderOptions: RenderOptions;
}

/**
 * Writes every document of a run, redacted, and resolves when all of it has been taken. Returns why documents could not be
 * written, a sentence each: the others are written all the same. Never rejects.
 */
export const writeReports = async (
  report: Report,
  outputs: readonly ReportOutput[],
  { redactor, stdout, drainMs, renderOptions }: WriteOptions,
): Promise<readonly string[]> => {
  const redacted = redactor.json(report);
  const problems: string[] = [];
  for (const { format, path } of outputs) {
    try {
      const render = await rendererLoaders[format]();
      const { job, verbose } = renderOptions;
      const options = path === undefined ? renderOptions : { ...fileRenderOptions, job, verbose };
      // A file too: pipelines print it.
      const document = defuseCiCommands(render(redacted, options));
      if (path === undefined) stdout.write(document);
      else await writeToFile(path, document, drainMs);
    } catch (error) {
      problems.push(redactor.text(`the output ${format} is missing: ${(error as Error).message}`));
    }
  }
  await stdout.drained(drainMs);
  const failure = stdout.failure();
  if (failure !== undefined) problems.push(`cannot write to standard output: ${failure.message}`);
  return problems;
};

/** What writes files is loaded when there is one to write. A mount may be dead: nobody waits longer than for a reader. */
const writeToFile = async (path: string, text: string, ms: number): Promise<void> => {
  const { writeFileWhole } = await import('./write-file.ts');
  await withinReadLimit(writeFileWhole(path, text, ms), ms + CLOSE_MS);
};

/** For the words of what failed itself, in milliseconds. */
const CLOSE_MS = 50;
