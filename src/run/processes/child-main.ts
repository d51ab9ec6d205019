import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PackedResult } from '../../findings/packed-findings.ts';
import { loadViews } from '../../kubernetes/rows/pages.ts';
import { probeLoaders } from '../../probes/index.ts';
import { takeNodeWarnings } from '../../process/node-warnings.ts';
import { Deadline } from '../attempt/deadline.ts';
import { lateFailureMessage } from '../attempt/error-verdict.ts';
import { executeCheck } from '../attempt/execute-check.ts';
import { resultOf } from '../attempt/outcome.ts';
import type { MessageToParent } from './child-messages.ts';
import type { MessageToChild, RunRequest } from './child-process.ts';
import { CHANNEL_FD, openChannelToParent } from './message-channel.ts';
import { sendManyFindings } from './send-findings.ts';
import { hookUserModules, loadCheck } from './user-modules.ts';

// The entry of a child process: runs users' checks one at a time, or reads the metadata of a module.

const sendToParent = (message: MessageToParent): void => channel.send(message);

/** Aborts the check that runs now: when the run ends, or when its code crashes outside of every promise. */
let currentRun: AbortController | undefined;

/** The module that runs now, or ran last. */
let currentModule: string | undefined;

hookUserModules();

const runRegistration = async ({ registration, views: packed, now }: RunRequest): Promise<PackedResult> => {
  currentRun = new AbortController();
  currentModule = registration.module;
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
      onSecret: (text) => sendToParent({ kind: 'secret', text }),
      entered: (phase) => sendToParent({ kind: 'entered', phase }),
    });
  } catch (error) {
    const { loadProblems } = await import('./load-problems.ts');
    const message = loadProblems(error, registration.module ?? '').join('; ');
    return resultOf(registration, { status: 'error', reason: 'internal', message });
  } finally {
    currentRun = undefined;
  }
};

const handleMessage = async (message: MessageToChild): Promise<void> => {
  if (message.kind === 'cancel') return currentRun?.abort(new Deadline('deadline_run', message.message));
  if (message.kind === 'describe') {
    const { describeModule } = await import('./describe-module.ts');
    return sendToParent(await describeModule(message.file, loadCheck));
  }
  const openBefore = process.getActiveResourcesInfo().length;
  const { ticket } = message;
  const packed = await runRegistration(message);
  await nextTurn();
  const clean = packed.status !== 'timeout' && process.getActiveResourcesInfo().length <= openBefore;
  const result = await sendManyFindings(packed, async (findings) => {
    sendToParent({ kind: 'findings', findings, ticket });
    await channel.flushed();
  });
  sendToParent({ kind: 'finished', result, ticket, clean });
};

const handleCrash = (error: unknown): void => {
  if (currentRun !== undefined) currentRun.abort(error);
  else sendToParent({ kind: 'warning', message: lateFailureMessage(error, currentModule) });
};

const channel = openChannelToParent(new Socket({ fd: CHANNEL_FD }), {
  message: (message) => void handleMessage(message as MessageToChild),
  // The parent has exited: so does this process, with its whole process group.
  ended: () => process.kill(-process.pid, 'SIGKILL'),
});
takeNodeWarnings((message) => sendToParent({ kind: 'warning', message }));
process.on('uncaughtException', handleCrash);
process.on('unhandledRejection', handleCrash);
sendToParent({ kind: 'ready' });
