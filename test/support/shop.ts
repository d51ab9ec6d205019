import { randomUUID } from 'node:crypto';
import { startHttpServer } from './http.ts';
import { answerJson, type HttpRoute } from './http-routes.ts';

/** Password of the one user. */
export const SHOP_PASSWORD = 'pass word&"canary-55d1';

/** What every token and session begins with, for tests that look for one in output. */
export const SHOP_TOKEN = 'canary-token-';

/**
 * A service with a login, orders that belong to it, and a logout: by token, and by cookie with a CSRF header. It keeps what was
 * made and not removed.
 */
export const startShop = async (routes: Readonly<Record<string, HttpRoute>> = {}) => {
  const tokens = new Set<string>();
  const orders = new Map<string, string>();
  const isKnown = (headers: Readonly<Record<string, unknown>>): boolean => {
    const cookie = /session=([^;]+)/.exec(String(headers.cookie ?? ''))?.[1] ?? '';
    const bearer = String(headers.authorization ?? '').replace(/^Bearer /, '');
    return tokens.has(bearer) || (tokens.has(cookie) && headers['x-csrf'] === `csrf-${cookie}`);
  };
  const login: HttpRoute = ({ request, response }) => {
    const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
    const { user, password } = isForm
      ? Object.fromEntries(new URLSearchParams(request.body))
      : (JSON.parse(request.body) as Record<string, string>);
    if (user !== 'monitor' || password !== SHOP_PASSWORD) return answerJson(response, { error: 'who are you?' }, 401);
    const token = `${SHOP_TOKEN}${randomUUID()}`;
    tokens.add(token);
    response.setHeader('set-cookie', [`session=${token}; Path=/; HttpOnly`, `csrf=csrf-${token}; Path=/`]);
    return answerJson(response, { token, user: { id: 9007199254740993n.toString(), roles: ['monitor'] } });
  };
  const order: HttpRoute = ({ request, response, rest: [id] }) => {
    if (!isKnown(request.headers)) return answerJson(response, { error: 'log in' }, 401);
    if (request.method === 'POST') {
      const made = `order/${orders.size + 1} & more`;
      orders.set(made, request.body);
      response.setHeader('location', `/orders/${encodeURIComponent(made)}`);
      return answerJson(response, { id: made, count: orders.size, items: JSON.parse(request.body).items }, 201);
    }
    if (id === undefined) {
      const all = [...orders].map(([name, body]) => ({ id: name, items: JSON.parse(body).items }));
      return answerJson(response, { orders: all });
    }
    const name = decodeURIComponent(id);
    if (!orders.has(name)) return answerJson(response, { error: 'no such order' }, 404);
    if (request.method === 'DELETE') orders.delete(name);
    return answerJson(response, { id: name });
  };
  const logout: HttpRoute = ({ request, response }) => {
    for (const token of [...tokens]) if (JSON.stringify(request.headers).includes(token)) tokens.delete(token);
    response.writeHead(204).end();
  };
  const server = await startHttpServer({ routes: { login, orders: order, logout, ...routes } });
  return { ...server, tokens, orders };
};
