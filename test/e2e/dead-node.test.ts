import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Report } from '../../src/model/result.ts';
import { runKavmon } from '../support/run-process.ts';

const recording = fileURLToPath(new URL('../fixtures/dead-node', import.meta.url));

it('a node that is dead is the one root of all that stood on it', async () => {
  const groups = 'pods,workloads,network,storage,nodes';
  const args = ['check', '--snapshot', recording, '--all-namespaces', '-g', groups, '--no-metrics', '-o', 'json'];
  const { stdout } = await runKavmon(args);
  const findings = (JSON.parse(stdout) as Report).results.flatMap((result) => result.findings);
  const textOf = ({ object }: (typeof findings)[number]) => `${object?.kind}/${object?.name}`;
  expect(findings.filter(({ causedBy }) => causedBy === undefined).map(textOf)).toEqual(['Node/n-2']);
  const [root] = findings.filter((finding) => textOf(finding) === 'Node/n-2');
  const follow = findings.filter(({ causedBy }) => causedBy === root?.fingerprint);
  // A selector, a volume, a claim that is attached there, a set, a DaemonSet, a Job, a bare pod, Services, an Ingress.
  expect(new Set(follow.map(textOf))).toEqual(
    new Set([
      ...['Deployment/pinned', 'Deployment/disk', 'Deployment/stay', 'Deployment/ghost', 'Deployment/fine'],
      ...['StatefulSet/db', 'StatefulSet/kv', 'DaemonSet/agent', 'Job/mig-1', 'Pod/bare'],
      ...['Service/pinned', 'Service/disk', 'Service/db', 'Service/stay', 'Service/kv', 'Ingress/edge'],
    ]),
  );
});
