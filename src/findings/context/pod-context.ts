import { objectKey } from '../../kubernetes/objects/object-key.ts';
import type { ClusterData } from '../../kubernetes/rows/cluster-data.ts';
import type { PodRow } from '../../kubernetes/views/pods.ts';
import type { Json } from '../../model/json.ts';
import type { ObjectRef, ReportedFinding, Result } from '../../model/result.ts';
import { hostNetworkPods, type RowsAroundPods, rowsAroundPods } from './cluster-rows.ts';
import { webhooksOfPod } from './mutating-webhooks.ts';
import { foreignDnsText } from './pod-dns.ts';
import { containersOf, differencesFromTemplate, rolloutChanges, rolloutChangesBeside } from './revisions.ts';
import { portHolders, takenPorts } from './taken-ports.ts';
import { hostsInLog, unknownAddressText, unknownHostText } from './unknown-hosts.ts';

type Evidence = { readonly [name: string]: Json };

/**
 * The results with what the cluster shows about the containers that their findings name: what the last rollout changed,
 * where a pod is unlike its template, who has the port, which address leads nowhere. Takes what was read for the checks;
 * changes no verdict.
 */
export const addPodContext = (results: readonly Result[], views: ClusterData['views']): readonly Result[] => {
  const findings = results.flatMap((result) => result.findings).filter((finding) => podOf(finding) !== undefined);
  if (findings.length === 0) return results;
  const rows = rowsAroundPods(
    views,
    findings.flatMap((finding) => podOf(finding) ?? []),
  );
  const isPortTaken = findings.some((finding) => takenPorts(logLines(finding)).length > 0);
  const hostPods = isPortTaken ? hostNetworkPods(views) : [];
  const explain = (finding: ReportedFinding): ReportedFinding => {
    const ref = podOf(finding);
    const pod = ref && rows.pods.get(objectKey(ref));
    if (pod === undefined) return finding;
    const subject = { pod, container: String(finding.evidence.container), lines: logLines(finding) };
    const context = { ...revisionEvidence(subject, rows), ...namingEvidence(subject, rows) };
    const portTakenBy = portHolders(takenPorts(subject.lines), subject, hostPods);
    return { ...finding, evidence: { ...finding.evidence, ...withoutEmpty({ ...context, portTakenBy }) } };
  };
  return results.map((result) => ({ ...result, findings: result.findings.map(explain) }));
};

/** The example pod of a finding about one of its containers. */
const podOf = ({ object, evidence: { pod, container } }: ReportedFinding): ObjectRef | undefined =>
  typeof pod === 'string' && typeof container === 'string' && object?.namespace !== undefined
    ? { kind: 'Pod', namespace: object.namespace, name: pod }
    : undefined;

const logLines = ({ evidence: { log } }: ReportedFinding): readonly string[] =>
  Array.isArray(log) ? log.map(String) : [];

interface PodSubject {
  readonly pod: PodRow;
  readonly container: string;
  /** Of its log. */
  readonly lines: readonly string[];
}

const revisionEvidence = ({ pod, container }: PodSubject, rows: RowsAroundPods): Evidence => {
  const set = rows.replicaSets.find(({ uid }) => uid === pod.owner?.uid);
  if (set === undefined) return { changedInRollout: setChanges(pod, rows) };
  const differsFromTemplate = differencesFromTemplate(pod, container, set);
  const isMutated = differsFromTemplate.length > 0;
  return {
    changedInRollout: rolloutChanges(set, rows.replicaSets),
    differsFromTemplate,
    mutatingWebhooks: isMutated ? webhooksOfPod(pod, rows.webhooks, rows.namespaces) : [],
  };
};

const setChanges = (pod: PodRow, { beside, updateRevisions }: RowsAroundPods): readonly string[] => {
  const { kind, uid = '' } = pod.owner ?? {};
  if (kind === 'StatefulSet' && updateRevisions.get(uid) === undefined) return [];
  return rolloutChangesBeside(pod, beside, updateRevisions.get(uid));
};

const namingEvidence = ({ pod, container, lines }: PodSubject, { services }: RowsAroundPods): Evidence => {
  const namespace = pod.ref.namespace ?? 'default';
  const { addresses = [], repeated = [] } = containersOf(pod.template).find(({ name }) => name === container) ?? {};
  if (services === undefined) return { setTwice: repeated };
  const hosts = hostsInLog(lines);
  const unknownHosts = [
    ...hosts.flatMap((host) => unknownHostText(host, namespace, services) ?? []),
    ...addresses
      .filter(({ host }) => !hosts.includes(host))
      .flatMap((address) => unknownAddressText(address, namespace, services) ?? []),
  ];
  return { setTwice: repeated, unknownHosts, dns: hosts.length > 0 ? (foreignDnsText(pod.template) ?? '') : '' };
};

const withoutEmpty = (evidence: Evidence): Evidence =>
  Object.fromEntries(
    Object.entries(evidence).filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0)),
  );
