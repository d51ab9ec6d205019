import { registerHooks } from 'node:module';
import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Check } from '../../check/check.ts';
import { loadViews } from '../../kubernetes/rows/pages.ts';
import type { Result } from '../../model/result.ts';
import { probeLoaders } from '../../probes/index.ts';
import { entryPointUrl } from '../../process/entry-points.ts';
import { Deadline } from '../attempt/deadline.ts';
import { describeThrown, lateFailureMessage } from '../attempt/error-verdict.ts';
import { executeCheck } from '../attempt/execute-check.ts';
import { resultOf } from '../attempt/outcome.ts';
import type { MessageFromChild } from './child-messages.ts';
import type { MessageToChild, RunRequest } from './child-process.ts';
import { CHANNEL_FD, openChannel } from './message-channel.ts';

// The entry of a child process: runs users' checks one at a time, or reads the metadata of a module.

const sendToParent = (message: MessageFromChild): void => channel.send(message);

/** Aborts the check that runs now: when the run ends, or when its code crashes outside of every promise. */
let currentRun: AbortController | undefined;

/** Modules in any folder import this program as `kavmon`, and its `zod` unless they have their own. */
registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === 'kavmon') return { url: entryPointUrl('index').href, shortCircuit: true };
    try {
      return next(specifier, context);
    } catch (error) {
      if (specifier !== 'zod') throw error;
      return next(specifier, { ...context, parentURL: import.meta.url });
    }
  },
});

const loadCheck = async (file: string): Promise<Check> => {
  // With a second argument the bundler leaves it an import: `require` takes no module that awaits at its top.
  const module = await import(pathToFileURL(file).href, { with: {} });
  if (typeof module.default?.run !== 'function') throw new TypeError('its default export is no check: it has no run()');
  return module.default;
};

const runRegistration = async ({ registration, views: packed, now }: RunRequest): Promise<Result> => {
  currentRun = new AbortController();
  try {
    const views = await loadViews(packed);
    const check = await loadCheck(registration.module ?? '');
    sendToParent({ kind: 'loaded' });
    return await executeCheck(registration, check, {
      views,
      now,
      probes: probeLoaders,
      signal: currentRun.signal,
      warning: (message) => sendToParent({ kind: 'warning', message }),
      entered: (phase) => sendToParent({ kind: 'entered', phase }),
    });
  } catch (error) {
    const message = `${registration.module}: ${describeThrown(error)}`;
    return resultOf(registration, { status: 'error', reason: 'internal', message });
  } finally {
    currentRun = undefined;
  }
};

const handleMessage = async (message: MessageToChild): Promise<void> => {
  if (message.kind === 'cancel') return currentRun?.abort(new Deadline('deadline_run', message.message));
  if (message.kind === 'describe') {
    const { describeModule } = await import('./loaded-module.ts');
    return sendToParent(await describeModule(message.file, loadCheck));
  }
  const openBefore = process.getActiveResourcesInfo().length;
  const result = await runRegistration(message);
  await nextTurn();
  const clean = result.status !== 'timeout' && process.getActiveResourcesInfo().length <= openBefore;
  // As JSON has it, without what is undefined.
  sendToParent({ kind: 'finished', result: JSON.parse(JSON.stringify(result)), ticket: message.ticket, clean });
};

const handleCrash = (error: unknown): void => {
  if (currentRun !== undefined) currentRun.abort(error);
  else sendToParent({ kind: 'warning', message: lateFailureMessage(error) });
};

const channel = openChannel(
  new Socket({ fd: CHANNEL_FD }),
  {
    message: (message) => void handleMessage(message as MessageToChild),
    // The parent has exited: so does this process, with its whole process group.
    ended: () => process.kill(-process.pid, 'SIGKILL'),
  },
  Number.POSITIVE_INFINITY,
);
process.on('uncaughtException', handleCrash);
process.on('unhandledRejection', handleCrash);
sendToParent({ kind: 'ready' });
