import type { TemplateRow } from '../../kubernetes/fields/pod-template.ts';

/** Why a pod may not resolve names of Services; undefined when it asks the DNS of the cluster, or a cache of the node. */
export const foreignDnsText = ({ dnsPolicy, nameservers = [], hostNetwork }: TemplateRow): string | undefined => {
  if (dnsPolicy === 'None')
    return nameservers.some((address) => address.startsWith('169.254.'))
      ? undefined
      : `dnsPolicy None: it asks only ${nameservers.join(', ') || 'nobody'}, which may not be the DNS of the cluster`;
  if (dnsPolicy === 'Default') return 'dnsPolicy Default: it asks the DNS of its node, which knows no Services';
  return hostNetwork === true && dnsPolicy === undefined
    ? 'hostNetwork without dnsPolicy ClusterFirstWithHostNet: it asks the DNS of its node, which knows no Services'
    : undefined;
};
