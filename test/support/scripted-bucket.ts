import { createServer, request as sendRequest } from 'node:http';
import { startHttpServer } from './http.ts';
import type { HttpRoute, SeenRequest } from './http-routes.ts';
import { trackServer } from './tcp-server.ts';

/** An object of a scripted bucket. */
export interface ScriptedObject {
  readonly size?: number;
  readonly modifiedAt?: number;
}

/** The body of an answer of ListObjectsV2. */
export const listAnswer = (objects: Readonly<Record<string, ScriptedObject>>, next?: string): string => {
  const contents = Object.entries(objects).map(
    ([key, { size = 10, modifiedAt = Date.now() }]) =>
      `<Contents><Key>${key}</Key><LastModified>${new Date(modifiedAt).toISOString()}</LastModified><Size>${size}</Size></Contents>`,
  );
  const more = next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`;
  return `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${next !== undefined}</IsTruncated>${more}${contents.join('')}</ListBucketResult>`;
};

/** The body of an error of S3. */
export const errorAnswer = (code: string, more = ''): string =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>said by the store</Message>${more}</Error>`;

/** A server that answers each request of the bucket `backups` as `answer` says; what a real store cannot be told to answer. */
export const startScriptedBucket = (answer: HttpRoute) => startHttpServer({ routes: { backups: answer } });

/** What was asked: `PUT key`, without queries. */
export const askedOf = ({ method, url }: SeenRequest): string => `${method} ${url.replace(/\?.*/, '')}`;

/** A gateway in front of a store that hands everything on, and never answers who reads an object. */
export const startSilentReader = async (store: string) => {
  const server = createServer((incoming, response) => {
    const { method, url = '', headers } = incoming;
    if (method === 'GET' && !url.includes('list-type')) return;
    const outgoing = sendRequest(new URL(url, store), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  const listener = await trackServer(server);
  return { ...listener, url: `http://127.0.0.1:${listener.port}` };
};
