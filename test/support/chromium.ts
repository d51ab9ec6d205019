import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startDaemon } from './daemon.ts';
import { pollUntil } from './poll-until.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** How a page is shown. */
export interface PageView {
  readonly scheme: 'light' | 'dark';
  /** Columns of pixels. */
  readonly width: number;
}

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A real Chromium without a window, spoken to by its DevTools protocol (https://chromedevtools.github.io/devtools-protocol/). */
export interface Browser {
  /** Opens the page anew from a file, and returns what the expression, or its promise, comes to in it. */
  evaluate(page: string, view: PageView, expression: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts the `chromium` of the PATH. */
export const startChromium = async (): Promise<Browser> => {
  const folder = await makeTemporaryFolder('chromium');
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0'];
  const daemon = startDaemon('chromium', [...flags, `--user-data-dir=${join(folder.path, 'profile')}`]);
  const address = await pollUntil(() => /DevTools listening on (ws:\S+)/.exec(daemon.output())?.[1], {
    what: 'the address of chromium',
    ms: 30_000,
  });
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const call = openCalls(socket);
  return {
    evaluate: async (page, view, expression) => {
      const file = join(folder.path, 'page.html');
      await writeFile(file, page);
      return evaluateInPage(call, { url: pathToFileURL(file).href, view, expression });
    },
    stop: async () => {
      socket.close();
      await daemon.stop();
      await folder.remove();
    },
  };
};

type CallBrowser = (method: string, params: object, sessionId?: string) => Promise<Record<string, unknown>>;

const openCalls = (socket: WebSocket): CallBrowser => {
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  let last = 0;
  return async (method, params, sessionId) => {
    last += 1;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    waiting.set(last, resolve);
    socket.send(JSON.stringify({ id: last, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    const { result, error } = await promise;
    if (result === undefined) throw new Error(`${method}: ${error?.message}`);
    return result;
  };
};

interface PageTask {
  readonly url: string;
  readonly view: PageView;
  readonly expression: string;
}

const evaluateInPage = async (call: CallBrowser, { url, view, expression }: PageTask): Promise<unknown> => {
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const session = String((await call('Target.attachToTarget', { targetId, flatten: true })).sessionId);
  const features = [{ name: 'prefers-color-scheme', value: view.scheme }];
  await call('Emulation.setEmulatedMedia', { features }, session);
  const screen = { width: view.width, height: 900, deviceScaleFactor: 1, mobile: false };
  await call('Emulation.setDeviceMetricsOverride', screen, session);
  // The page forbids every script but its own.
  await call('Page.setBypassCSP', { enabled: true }, session);
  await call('Page.navigate', { url }, session);
  const outcome = await call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, session);
  await call('Target.closeTarget', { targetId });
  if (outcome.exceptionDetails !== undefined) throw new Error(JSON.stringify(outcome.exceptionDetails));
  return (outcome.result as { readonly value: unknown }).value;
};
