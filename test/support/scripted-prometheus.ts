import { type HttpServer, startHttpServer } from './http.ts';
import { answerJson } from './http-routes.ts';

/** A value as Prometheus writes it, by the labels of its series. */
export type ScriptedVector = readonly (readonly [labels: Readonly<Record<string, string>>, value: string])[];

/** The document of an instant query. */
export const vectorAnswer = (vector: ScriptedVector, more: object = {}) => ({
  status: 'success',
  data: { resultType: 'vector', result: vector.map(([metric, value]) => ({ metric, value: [1_700_000_000, value] })) },
  ...more,
});

/**
 * A server that answers the query API with the document that `answer` gives for the parameters of the request, for outcomes that a
 * real Prometheus does not show on request. Only its path `/api/v1/query` and `/api/v1/query_range` answer.
 */
export const startScriptedPrometheus = (
  answer: (query: string, parameters: URLSearchParams) => object,
  options: Parameters<typeof startHttpServer>[0] = {},
): Promise<HttpServer> =>
  startHttpServer({
    ...options,
    routes: {
      api: ({ request, response, query }) => {
        const parameters = request.method === 'POST' ? new URLSearchParams(request.body) : query;
        answerJson(response, answer(parameters.get('query') ?? '', parameters));
      },
      ...options.routes,
    },
  });
