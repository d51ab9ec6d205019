/** Types of DNS records that can be queried. */
export const recordTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'PTR', 'SOA', 'CAA'] as const;
export type RecordType = (typeof recordTypes)[number];
