import { httpUrlProblem } from './http-url.ts';

/** Why a text is no URL of a WebSocket, undefined when it is one. It leaves the text out, which may hold a password. */
export const webSocketUrlProblem = (text: string): string | undefined =>
  /^wss?:\/\//i.test(text)
    ? httpUrlProblem(text.replace(/^ws/i, 'http'))?.replace(
        'one of http or https: write http',
        'one of ws or wss: write ws',
      )
    : 'the URL is not one of ws or wss: write ws://HOST:PORT/PATH';
