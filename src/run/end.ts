import { execPath } from 'node:process';

/**
 * Ends the process with this exit code. Normally that is only a matter of `process.exitCode`: nothing is left that could
 * keep it. With a thread that cannot be ended (`stuck`), exit would wait for it; then the process image is replaced by one
 * that ends at once. Children must be gone before, and the output written and drained: neither survives.
 */
export const endProcess = (code: number, stuck: boolean): void => {
  process.exitCode = code;
  if (!stuck) return;
  // No environment: options there could make the new image do something, and it needs nothing.
  process.execve?.(execPath, [execPath, '-e', `process.exitCode=${Math.trunc(code)}`], {});
};
