import { type HttpServer, startHttpServer } from './http.ts';
import { answerJson, type HttpRoute } from './http-routes.ts';

export type JobServer = HttpServer & {
  /** Jobs that nobody has removed. */
  readonly left: () => readonly string[];
};

interface Job {
  readonly states: readonly string[];
  readonly way: string | null;
  asked: number;
}

/**
 * A service that does jobs: POST /jobs with `states`, one for each time that it is asked. `?way=202` tells by status alone, `303` leads
 * to the result, `nowhere` gives no Location, and `?retryAfter=N` asks to wait. It knows the pings of workers as well.
 */
export const startJobServer = async (): Promise<JobServer> => {
  const jobs = new Map<string, Job>();
  const submit: HttpRoute = ({ request, response, query }) => {
    const { states = ['QUEUED', 'COMPLETED'] } = JSON.parse(request.body) as { states?: string[] };
    const id = `job-${jobs.size + 1}-${Math.round(performance.now())}`;
    jobs.set(id, { states, way: query.get('way'), asked: 0 });
    const retryAfter = query.get('retryAfter');
    if (retryAfter !== null) response.setHeader('retry-after', retryAfter);
    if (query.get('way') === 'nowhere') jobs.delete(id);
    else response.setHeader('location', `/jobs/${id}`);
    answerJson(response, { id }, 202);
  };
  const answerJob: HttpRoute = ({ response, rest }) => {
    const job = jobs.get(rest[0] ?? '');
    if (job === undefined) return answerJson(response, { error: 'no such job' }, 404);
    const status = job.states[Math.min(job.asked++, job.states.length - 1)] ?? '';
    const isDone = job.asked >= job.states.length;
    if (job.way === '303' && isDone) return response.writeHead(303, { location: `/results/${rest[0]}` }).end();
    const document = { status, answer: 42, message: 'no GPU is free', pong_timestamp: new Date().toISOString() };
    return answerJson(response, document, job.way !== null && !isDone ? 202 : 200);
  };
  const route: HttpRoute = (visit) => {
    if (visit.request.method === 'POST') return submit(visit);
    if (visit.request.method !== 'DELETE') return answerJob(visit);
    jobs.delete(visit.rest[0] ?? '');
    return visit.response.writeHead(204).end();
  };
  const results: HttpRoute = ({ response, rest }) =>
    jobs.has(rest[0] ?? '') ? response.end(`result of ${rest[0]}`) : response.writeHead(404).end();
  const server = await startHttpServer({ routes: { jobs: route, results, api: submit } });
  return { ...server, left: () => [...jobs.keys()] };
};
