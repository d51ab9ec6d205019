import { execPath } from 'node:process';
import { killAllTagged } from './kill-descendants.ts';

/**
 * Ends the process with this exit code, at once. The output has to be drained and children have to be gone before. `process.exit`
 * would wait for a thread that cannot be ended (`stuck`), and for a call in libuv's thread pool, as a name look-up at a silent
 * server; then the process image is replaced by one that only exits.
 */
export const endProcess = (code: number, stuck: boolean): void => {
  process.exitCode = code;
  if (!stuck && !hasUncancellableCall()) process.exit();
  // Without environment: NODE_OPTIONS would apply to the new image.
  process.execve?.(execPath, [execPath, '-e', `process.exitCode=${Math.trunc(code)}`], {});
  process.kill(process.pid, 'SIGKILL');
};

/** Kills the process and what it has started, whatever they are doing; nothing more is printed. */
export const endProcessNow = (code: number): void => {
  killAllTagged();
  // Process 1 of a container ignores a SIGKILL of its own (pid_namespaces(7)).
  if (process.pid !== 1) process.kill(process.pid, 'SIGKILL');
  endProcess(code, true);
};

/** Resource names of calls that run in libuv's thread pool and cannot be cancelled. */
const UNCANCELLABLE_CALLS = new Set(['GetAddrInfoReqWrap', 'GetNameInfoReqWrap', 'FSReqCallback', 'FSReqPromise']);

const hasUncancellableCall = (): boolean =>
  process.getActiveResourcesInfo().some((name) => UNCANCELLABLE_CALLS.has(name));
