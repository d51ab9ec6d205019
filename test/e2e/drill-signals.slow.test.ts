import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { writeKubeconfig } from '../kubernetes/live-cluster.ts';
import { stopAfterTest } from '../support/for-test.ts';
import { pollUntil } from '../support/poll-until.ts';
import { startKavmon } from '../support/run-process.ts';
import { trackServer } from '../support/tcp-server.ts';

const KINDS: Readonly<Record<string, string>> = {
  deployments: 'Deployment',
  jobs: 'Job',
  services: 'Service',
  pods: 'Pod',
};

type Moment = 'namespace' | 'create' | 'look' | 'delete';

const kindOf = (path: string): string | undefined => KINDS[path.split('/').at(-1) ?? ''];

const listOf = (path: string, objects: ReadonlyMap<string, object>): object => {
  const items = [...objects].filter(([key]) => key.startsWith(`${path}/`)).map(([, object]) => object);
  return { kind: `${kindOf(path) ?? ''}List`, metadata: {}, items };
};

/** Requests for lists after which an object is there that was asked for: two looks of the clean-up. */
const LATE_LISTS = 8;

/**
 * An API server that keeps what is made; at the moment it does what it is asked, and never answers. `late`: the object that
 * it does not answer about is made after two looks of the clean-up, or never.
 */
const serveDrills = async (silentAt: Moment, late?: 'later' | 'never') => {
  const objects = new Map<string, object>();
  const coming = new Map<string, object>();
  let listsUntilThere = LATE_LISTS;
  let isReached = false;
  const makeLate = (): void => {
    if (coming.size === 0 || late !== 'later' || listsUntilThere-- > 0) return;
    for (const [key, object] of coming) objects.set(key, object);
    coming.clear();
  };
  const momentOf = (method: string, path: string): Moment | undefined => {
    if (method === 'POST') return 'create';
    if (method === 'DELETE') return 'delete';
    if (path === '/api/v1/namespaces/drill') return 'namespace';
    return objects.size > 0 && !path.includes('/namespaces/drill/') ? 'look' : undefined;
  };
  const make = (path: string, body: string): object => {
    const made = JSON.parse(body);
    (late === undefined ? objects : coming).set(`${path}/${made.metadata.name}`, made);
    return made;
  };
  const answer = (method: string, path: string, body: string): object => {
    if (path === '/api/v1/namespaces/drill')
      return { kind: 'Namespace', metadata: { name: 'drill', labels: { 'kavmon.io/drill': 'allowed' } } };
    if (path === '/version') return { major: '1', minor: '35', gitVersion: 'v1.35.4' };
    if (method === 'POST') return make(path, body);
    if (method === 'DELETE') objects.delete(path);
    else makeLate();
    return listOf(path, objects);
  };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
    const moment = momentOf(request.method ?? '', pathname);
    const body = await text(request);
    const isOfForeign = (searchParams.get('labelSelector') ?? '').startsWith('!');
    const result = isOfForeign ? listOf(pathname, new Map()) : answer(request.method ?? '', pathname, body);
    if (moment === silentAt && !isReached) {
      isReached = true;
      return;
    }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  });
  const { port } = await stopAfterTest(trackServer(server));
  return { url: `http://127.0.0.1:${port}`, objects, isReached: () => isReached };
};

describe('a drill that is ended by a signal', () => {
  it.each([
    ['before it makes anything', 'namespace', 'SIGTERM', 143],
    ['while it makes', 'create', 'SIGINT', 130],
    ['while it makes', 'create', 'SIGTERM', 143],
    ['while it waits', 'look', 'SIGINT', 130],
    ['while it waits', 'look', 'SIGTERM', 143],
  ] as const)(
    '%s (%s, %s) leaves nothing',
    async (_, moment, signal, exitCode) => {
      const server = await serveDrills(moment);
      const kubeconfig = await writeKubeconfig(server);
      const running = await startKavmon(['drill', '-n', 'drill', '--kubeconfig', kubeconfig, '--for', '60s']);
      await pollUntil(server.isReached, { what: 'the moment', ms: 60_000 });
      await running.kill(signal);
      const { code, stdout, leftovers } = await running.ended;
      expect([code, leftovers, [...server.objects.keys()]], stdout).toEqual([exitCode, [], []]);
    },
    100_000,
  );

  const endLate = async (late: 'later' | 'never') => {
    const server = await serveDrills('create', late);
    const kubeconfig = await writeKubeconfig(server);
    const running = await startKavmon(['drill', '-n', 'drill', '--kubeconfig', kubeconfig, '--for', '60s']);
    await pollUntil(server.isReached, { what: 'the moment', ms: 60_000 });
    await running.kill('SIGTERM');
    return { ...(await running.ended), left: [...server.objects.keys()] };
  };

  it('removes what the API server makes after the signal, when it was asked before', async () => {
    const { code, stdout, left } = await endLate('later');
    expect([code, left], stdout).toEqual([143, []]);
    expect(stdout).not.toContain('NOT REMOVED');
  }, 100_000);

  it('says what the API server may still make, ten seconds after it was asked', async () => {
    const { code, stdout } = await endLate('never');
    expect(code).toBe(143);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /NOT REMOVED: \w+ [-\w]+ \(not there yet, but asked for: the API server did not confirm it\)/,
    );
  }, 100_000);
});
