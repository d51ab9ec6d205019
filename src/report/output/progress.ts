import type { WriteStream } from 'node:tty';
import { displayWidth } from '../../text/display-width.ts';
import { toOneLine } from '../../text/sanitize.ts';

/** One line on a terminal that shows how far a run is. */
export interface RunProgress {
  /** `id` is unique in the run: two services may have a check of one name. */
  started(id: string): void;
  finished(id: string, healthy: boolean | null): void;
  /** Writes something else to the terminal while the line is cleared. */
  above(write: () => void): void;
  /** Clears the line for good. */
  stop(): void;
}

const REDRAW_INTERVAL_MS = 100;
/** Carriage return, then erase to the end of the line (ECMA-48, EL). */
const CLEAR_LINE = '\r\u001b[K';

/** Shows progress on a terminal; does nothing on anything else. It keeps no process alive. */
export const createProgress = (
  stream: Pick<WriteStream, 'isTTY' | 'columns' | 'write'>,
  total: number,
): RunProgress => {
  if (!stream.isTTY || total === 0) return { started() {}, finished() {}, above: (write) => write(), stop() {} };
  const running = new Set<string>();
  const counts = { done: 0, failing: 0 };
  let shown = false;
  const clear = () => {
    if (shown) stream.write(CLEAR_LINE);
    shown = false;
  };
  const draw = () => {
    stream.write(CLEAR_LINE + progressLine({ ...counts, total, running: [...running] }, (stream.columns || 80) - 1));
    shown = true;
  };
  const timer = setInterval(draw, REDRAW_INTERVAL_MS).unref();
  return {
    started: (id) => void running.add(toOneLine(id)),
    finished: (id, healthy) => {
      running.delete(toOneLine(id));
      counts.done++;
      if (healthy === false) counts.failing++;
    },
    above: (write) => {
      clear();
      write();
    },
    stop: () => {
      clearInterval(timer);
      clear();
    },
  };
};

interface ProgressCounts {
  readonly done: number;
  readonly total: number;
  readonly failing: number;
  readonly running: readonly string[];
}

/** `12/57, 2 failing: name, name and 3 more`, in at most `width` columns. */
export const progressLine = ({ done, total, failing, running }: ProgressCounts, width: number): string => {
  const counts = `${done}/${total}${failing > 0 ? `, ${failing} failing` : ''}`;
  for (let names = Math.min(running.length, 8); names > 0; names--) {
    const more = running.length - names;
    const line = `${counts}: ${running.slice(0, names).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    if (displayWidth(line) <= width) return line;
  }
  return counts.slice(0, Math.max(0, width));
};
