import { headerValues } from '../http/answer-head.ts';
import type { BodyWish } from '../http/read-body.ts';
import { openBodyReader } from '../http/read-body.ts';
import type { HttpRequest } from '../http/request.ts';
import type { HttpResponse } from '../http/send-request.ts';
import type { ProbeSession } from '../probe.ts';
import { exchangeHttp2 } from './exchange.ts';

/** Sends one request over HTTP/2 and reads the answer. Throws ProbeError, or the signal's reason. */
export const sendHttp2 = async (
  outgoing: HttpRequest,
  wish: BodyWish,
  session: ProbeSession,
): Promise<HttpResponse> => {
  const { head, body, address } = await exchangeHttp2(outgoing, session, ({ headers }, stop) =>
    openBodyReader(headers, wish, stop),
  );
  return { ...head, location: headerValues(head.headers, 'location')[0], body: body.read(), address };
};
