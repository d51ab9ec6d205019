import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import websocket from '../../../checks/endpoint/websocket.ts';
import { startHttpServer } from '../../support/http.ts';
import { OIDC_SECRET, type OidcServer, startOidc } from '../../support/oidc.ts';
import { startSockets } from '../../support/websocket.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

let oidc: OidcServer;
let sockets: Awaited<ReturnType<typeof startSockets>>;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  oidc = await startOidc();
  sockets = await startSockets({
    connected: async (socket, { authorization = '' }) => {
      const isKnown = await oidc.isValid(authorization.replace(/^Bearer /, ''));
      socket.send(isKnown ? 'welcome' : `who is ${authorization}?`);
    },
  });
  stops.push(oidc.stop, sockets.stop);
});
afterAll(() => Promise.all(stops.map((stop) => stop())));

const judge = (auth: object) =>
  judgeCheck(websocket, { url: `ws://127.0.0.1:${sockets.port}/`, contains: 'welcome', auth });

const clientOf = (clientSecret: string, scope: string) => ({
  oauth2: { tokenUrl: oidc.tokenUrl, clientId: 'basic', clientSecret, scope },
});

describe('a WebSocket that wants a token of OAuth 2', () => {
  it('is opened with the token that the checks of HTTP have fetched', async () => {
    const { url, stop } = await startHttpServer();
    stops.push(stop);
    const auth = clientOf(OIDC_SECRET, 'read');
    const both = await Promise.all([judge(auth), judgeCheck(httpEndpoint, { url: `${url}/ok`, auth }), judge(auth)]);
    expect(both.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    expect(oidc.given()).toBe(1);
  });

  it('is not asked when the client is refused, which is what is said, without its secret', async () => {
    const result = await judge(clientOf('canary-wrong', 'write'));
    expect(formatVerdict(result)).toMatch(/^failed auth: the token of http:\S+\/token was refused: status 401/);
    expect(JSON.stringify(result)).not.toContain('canary-wrong');
  });
});
