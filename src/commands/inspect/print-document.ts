import { type RenderOptions, terminalRenderOptions } from '../../report/present/render-options.ts';
import { defuseCiCommands } from '../../text/ci-commands.ts';
import { stringifyPortably } from '../../text/portable-json.ts';
import type { RunIo } from '../command-line/io.ts';
import type { FormatFlag } from '../command-line/options.ts';
import type { InspectionRun } from './open-inspection.ts';

/** How a text for people is laid out. */
export type TextLayout = Pick<RenderOptions, 'width' | 'paint'>;

/** In columns: what a line needs, and what an eye follows. */
const MIN_WIDTH = 60;
const MAX_WIDTH = 120;

/** Prints a document on standard output, without secrets and commands to a CI server: as JSON, or as the text that `render` makes of it. */
export const printDocument = <Document>(
  document: Document,
  { output }: FormatFlag<'text' | 'json'>,
  { io, redactor }: { readonly io: RunIo; readonly redactor: InspectionRun['redactor'] },
  render: (document: Document, layout: TextLayout) => string,
): void => {
  if (output === 'json') {
    io.stdout(`${stringifyPortably(redactor.json(document), 2)}\n`);
    return;
  }
  const { paint } = terminalRenderOptions(io.terminalOut, { job: 'kavmon', verbose: false });
  const width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, io.columns));
  io.stdout(defuseCiCommands(redactor.text(render(document, { width, paint }))));
};
