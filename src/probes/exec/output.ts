import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** What a program writes, up to a limit; what goes beyond is read and dropped, or the program would stand still. */
export interface Output {
  texts(): { readonly stdout: string; readonly stderr: string; readonly cut: boolean };
  /** Resolves when both pipes have ended, or after `ms`. */
  finished(ms: number): Promise<void>;
  close(): void;
}

export const collect = (child: ChildProcess, limit: number): Output => {
  const stdout = gather(child.stdout, limit);
  const stderr = gather(child.stderr, limit);
  return {
    texts: () => ({ stdout: stdout.text(), stderr: stderr.text(), cut: stdout.cut() || stderr.cut() }),
    finished: async (ms) => {
      const patience = Promise.withResolvers<void>();
      // A thread that was held up itself first reads what has come meanwhile.
      const timer = setTimeout(() => setImmediate(patience.resolve), ms);
      await Promise.race([Promise.all([stdout.ended, stderr.ended]), patience.promise]);
      clearTimeout(timer);
    },
    close: () => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.stdin?.destroy();
    },
  };
};

const gather = (stream: Readable | null, limit: number) => {
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
  return { ended, cut: () => dropped, text: () => Buffer.concat(chunks).toString('utf8') };
};
