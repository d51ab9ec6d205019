import { registerHooks } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Check } from '../../check/check.ts';
import { openViews } from '../../kubernetes/rows/pages.ts';
import type { Result } from '../../model/result.ts';
import { probes } from '../../probes/index.ts';
import { entryOf } from '../../process/entry-points.ts';
import { Deadline } from '../attempt/deadline.ts';
import { wordsOf } from '../attempt/error-verdict.ts';
import { execute } from '../attempt/execute.ts';
import { resultOf } from '../attempt/outcome.ts';
import type { FromChild, RunInChild, ToChild } from './child-process.ts';

// The entry of a forked process: runs users' checks one at a time, or tells what a module holds.

const post = (message: FromChild): void => void process.send?.(message);

/** The run that goes on, if any; aborted when the run ends or when the code crashes outside of every promise. */
let current: AbortController | undefined;

/** `kavmon` means this program from any folder; `zod` too, where the folder has none of its own. */
registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === 'kavmon') return { url: entryOf('index').href, shortCircuit: true };
    try {
      return next(specifier, context);
    } catch (error) {
      if (specifier !== 'zod') throw error;
      return next(specifier, { ...context, parentURL: import.meta.url });
    }
  },
});

const checkOf = async (file: string): Promise<Check> => {
  const module = await import(pathToFileURL(file).href);
  if (typeof module.default?.run !== 'function') throw new TypeError('its default export is no check: it has no run()');
  return module.default;
};

const runOne = async ({ registration, views: packed, now }: RunInChild): Promise<Result> => {
  current = new AbortController();
  try {
    const views = await openViews(packed);
    const check = await checkOf(registration.module ?? '');
    post({ kind: 'loaded' });
    return await execute(registration, check, {
      views,
      now,
      probes,
      signal: current.signal,
      warning: (message) => post({ kind: 'warning', message }),
      entered: (phase) => post({ kind: 'entered', phase }),
    });
  } catch (error) {
    const message = `${registration.module}: ${wordsOf(error)}`;
    return resultOf(registration, { status: 'error', reason: 'internal', message });
  } finally {
    current = undefined;
  }
};

const answer = async (message: ToChild): Promise<void> => {
  if (message.kind === 'cancel') return current?.abort(new Deadline('deadline_run', message.message));
  if (message.kind === 'describe') {
    const { describe } = await import('./loaded-module.ts');
    return post(await describe(message.file, checkOf));
  }
  const before = process.getActiveResourcesInfo().length;
  const result = await runOne(message);
  await turn();
  const clean = result.status !== 'timeout' && process.getActiveResourcesInfo().length <= before;
  post({ kind: 'finished', result, clean });
};

const crashed = (error: unknown): void => {
  if (current !== undefined) current.abort(error);
  else post({ kind: 'warning', message: `it failed after its result: ${wordsOf(error)}` });
};

process.on('uncaughtException', crashed);
process.on('unhandledRejection', crashed);
process.on('message', (message: ToChild) => void answer(message));
// Whoever started this is gone: so is the reason to be here, with all that was started from here.
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
post({ kind: 'ready' });
