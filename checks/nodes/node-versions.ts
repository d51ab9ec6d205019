import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { isVirtualNode } from './virtual-nodes.ts';

export default defineCheck({
  group: 'nodes',
  name: 'node-versions',
  title: 'Kubelets fit the API server',
  why: 'A kubelet newer than the API server, or too old for it, is supported by nobody and fails in odd ways.',
  remedy: 'Upgrade the control plane first, then the nodes, one minor version at a time.',
  severity: 'sev3',
  needs: ['nodes', 'apiServers'],
  params: z.strictObject({
    behind: z.number().int().min(0).default(3).describe('How many minor versions a kubelet may be behind'),
  }),
  run({ nodes: all, apiServers, params, note }) {
    const nodes = all.filter((node) => !isVirtualNode(node));
    const server = apiServers[0]?.version;
    const wanted = parseMinorVersion(server);
    const minors = new Set(nodes.flatMap((node) => parseMinorVersion(node.kubelet) ?? []));
    if (minors.size > 1)
      note(
        `kubelets of ${minors.size} minor versions: 1.${[...minors].sort((one, other) => one - other).join(', 1.')}`,
      );
    if (wanted === undefined) return [];
    return nodes.flatMap((node) => {
      const minor = parseMinorVersion(node.kubelet);
      if (minor === undefined || (minor <= wanted && wanted - minor <= params.behind)) return [];
      const how = minor > wanted ? 'is newer than' : `is ${pluralize(wanted - minor, 'minor version')} behind`;
      return [
        {
          reason: 'version_skew' as const,
          level: 'warning' as const,
          message: `kubelet ${node.kubelet} ${how} the API server ${server}`,
          object: node.ref,
          evidence: { kubelet: node.kubelet as NonNullable<NodeRow['kubelet']>, server: server ?? null },
          next: ['kubectl get nodes -o wide'],
        },
      ];
    });
  },
});

const parseMinorVersion = (version: string | undefined): number | undefined => {
  const match = /^v?1\.(\d+)/.exec(version ?? '');
  return match === null ? undefined : Number(match[1]);
};
