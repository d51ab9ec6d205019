import { execPath } from 'node:process';
import { sweepAll } from './kill-descendants.ts';

/**
 * Ends the process with this exit code, at once. The output has to be written and drained before, and children to be gone:
 * neither survives. Exit would wait for a thread that cannot be ended (`stuck`), and for a call that a thread of libuv is still
 * in, as a name look-up at a silent server; then the process image is replaced by one that only exits.
 */
export const endProcess = (code: number, stuck: boolean): void => {
  process.exitCode = code;
  if (!stuck && !hasUncancellableCall()) process.exit();
  // No environment: options there could make the new image do something, and it needs nothing.
  process.execve?.(execPath, [execPath, '-e', `process.exitCode=${Math.trunc(code)}`], {});
  process.kill(process.pid, 'SIGKILL');
};

/** Ends the process and what it has started without a word, whatever it is at. */
export const endAtOnce = (code: number): void => {
  sweepAll();
  // The first process of a container is the one that no signal of its own ends.
  if (process.pid !== 1) process.kill(process.pid, 'SIGKILL');
  endProcess(code, true);
};

/** Calls that run on libuv's threads and that nothing cancels. */
const UNCANCELLABLE_CALLS = new Set(['GetAddrInfoReqWrap', 'GetNameInfoReqWrap', 'FSReqCallback', 'FSReqPromise']);

const hasUncancellableCall = (): boolean =>
  process.getActiveResourcesInfo().some((name) => UNCANCELLABLE_CALLS.has(name));
