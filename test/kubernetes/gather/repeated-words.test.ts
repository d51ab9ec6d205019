import { describe, expect, it } from 'vitest';
import { gatherLive, serveCluster, writeKubeconfig } from '../live-cluster.ts';

const VIEWS = ['pods', 'services', 'nodes'] as const;

const gatherRefused = async (messageOf: (path: string) => string, status = 400) => {
  const server = await serveCluster({
    lists: {},
    fault: ({ path }) => (path === '/version' ? undefined : { status, message: messageOf(path) }),
  });
  const kubeconfig = await writeKubeconfig(server);
  const { gathered, warnings } = await gatherLive({ access: { env: {}, kubeconfig }, views: [...VIEWS] });
  const problems = VIEWS.map((view) => (gathered.views[view] as { problem: { message: string } }).problem);
  return { messages: problems.map(({ message }) => message), problems, warnings };
};

describe('what an API server says at length', () => {
  it('of several kinds is in full in one warning, and shortened between words in the problem of each', async () => {
    const words = `denied by the gate: ${'call extension 4711 '.repeat(15)}today`;
    const { messages, problems, warnings } = await gatherRefused(() => words);
    expect(warnings).toEqual([`the API server says of 3 kinds that it does not give: ${words}`]);
    for (const message of messages) {
      expect(message).toMatch(/^could not list \w+ in the cluster: HTTP 400: denied by the gate: call .*…$/);
      expect(message.length).toBeLessThan(200);
    }
    expect(problems.filter((problem) => 'said' in problem)).toEqual([]);
  });

  it('keeps the rule that allows a list which is denied', async () => {
    const { messages } = await gatherRefused(() => 'no '.repeat(160), 403);
    for (const message of messages)
      expect(message).toMatch(/a ClusterRole with .*verbs: .* allows it .HTTP 403: (no )+…/);
  });

  it('of each kind by itself, or in a few words of all, is in its problem as it is', async () => {
    const own = await gatherRefused((path) => `${path} ${'is closed '.repeat(20)}`.trim());
    expect(own.warnings).toEqual([]);
    expect(own.messages[0]).toMatch(/pods (is closed ){19}is closed$/);
    const short = await gatherRefused(() => 'etcdserver: request timed out');
    expect(short.warnings).toEqual([]);
    expect(short.messages[2]).toBe('could not list nodes in the cluster: HTTP 400: etcdserver: request timed out');
  });
});
