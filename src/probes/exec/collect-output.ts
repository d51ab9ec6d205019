import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** The outputs of a program up to a limit. The rest is read and dropped, as a full pipe would block the program. */
export interface CollectedOutput {
  texts(): { readonly stdout: string; readonly stderr: string; readonly cut: boolean };
  /** Closes both pipes when they have ended, or after `ms`. */
  closeWithin(ms: number): Promise<void>;
}

/** Reads both outputs of a program; `limit` is the number of bytes of each that are kept. */
export const collectOutput = (child: ChildProcess, limit: number): CollectedOutput => {
  const stdout = collectStream(child.stdout, limit);
  const stderr = collectStream(child.stderr, limit);
  return {
    texts: () => ({ stdout: stdout.text(), stderr: stderr.text(), cut: stdout.isCut() || stderr.isCut() }),
    closeWithin: async (ms) => {
      const late = Promise.withResolvers<void>();
      // One more turn, in which a thread that was blocked reads what has arrived meanwhile.
      const timer = setTimeout(() => setImmediate(late.resolve), ms);
      await Promise.race([Promise.all([stdout.ended, stderr.ended]), late.promise]);
      clearTimeout(timer);
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
  };
};

const collectStream = (stream: Readable | null, limit: number) => {
  const chunks: Buffer[] = [];
  let kept = 0;
  let dropped = false;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  stream?.on('data', (chunk: Buffer) => {
    const part = chunk.subarray(0, limit - kept);
    dropped ||= part.length < chunk.length;
    kept += part.length;
    if (part.length > 0) chunks.push(part);
  });
  stream?.once('close', resolve).once('error', () => resolve());
  return { ended, isCut: () => dropped, text: () => Buffer.concat(chunks).toString('utf8') };
};
