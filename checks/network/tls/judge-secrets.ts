import { describeCommand, kubectlCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import { objectKey } from '../../../src/kubernetes/objects/object-key.ts';
import type { SecretName } from '../../../src/kubernetes/objects/tls-secret-names.ts';
import type { TlsSecretRow } from '../../../src/kubernetes/views/tls-secrets.ts';
import type { Finding, ObjectRef } from '../../../src/model/result.ts';
import { abbreviateList } from '../../../src/text/abbreviate-list.ts';
import type { DayLimits } from '../../endpoint/tls/compare-dates.ts';
import type { CertificateIssue } from './certificate-issue.ts';
import { findHostFault } from './host-faults.ts';
import { findSecretFault, type SecretFault } from './secret-faults.ts';
import type { SecretUser } from './secret-users.ts';

interface SecretContext {
  /** Undefined: a recording does not have it. */
  readonly secretOf: (name: SecretName) => TlsSecretRow | undefined;
  readonly issueOf: (name: SecretName) => CertificateIssue;
  readonly limits: DayLimits;
  /** Milliseconds that a Secret may be missing. */
  readonly grace: number;
  readonly now: number;
}

/** What is wrong with the Secrets, once for each of them, and with the hosts of each Ingress and Gateway. */
export const judgeSecretUsers = (users: readonly SecretUser[], context: SecretContext): readonly Finding[] => {
  const uses = users.flatMap((user) => user.secrets.map((secret) => ({ user, secret })));
  const bySecret = Map.groupBy(uses, ({ secret }) => `${secret.namespace}/${secret.name}`);
  return [
    ...[...bySecret.values()].flatMap((group) =>
      secretFindings(
        (group[0] as (typeof uses)[number]).secret,
        group.map(({ user }) => user),
        context,
      ),
    ),
    ...users.flatMap((user) => hostFindings(user, context)),
  ];
};

const secretFindings = (
  secret: SecretName,
  users: readonly SecretUser[],
  context: SecretContext,
): readonly Finding[] => {
  const issue = context.issueOf(secret);
  if (issue.isPending) return [];
  const row = context.secretOf(secret);
  if (row?.unread) return [];
  const fault = isMissing(secret, row, users)
    ? missingFault(users, context)
    : row && findSecretFault(row, { now: context.now, limits: context.limits, issue });
  // Controllers that take other keys than Kubernetes' own say that they are content.
  const isTaken = row?.served.own === undefined && row?.missing !== true && users.every(({ isResolved }) => isResolved);
  return fault === undefined || isTaken ? [] : [secretFinding(secret, row, users, fault)];
};

/** A recording by kubectl has all Secrets of its namespaces, and need not have those of others. */
const isMissing = (secret: SecretName, row: TlsSecretRow | undefined, users: readonly SecretUser[]): boolean =>
  row === undefined ? users.some(({ ref }) => ref.namespace === secret.namespace) : row.missing === true;

const missingFault = (users: readonly SecretUser[], { now, grace }: SecretContext): SecretFault | undefined =>
  users.some(({ createdAt }) => now - createdAt > grace)
    ? { reason: 'reference_missing', level: 'fault', text: 'there is no such Secret' }
    : undefined;

const TLS_TYPE = 'kubernetes.io/tls';

const secretFinding = (
  secret: SecretName,
  row: TlsSecretRow | undefined,
  users: readonly SecretUser[],
  { reason, level, text }: SecretFault,
): Finding => {
  const object: ObjectRef = { kind: 'Secret', ...secret };
  const { type = TLS_TYPE } = row ?? {};
  const what =
    type === TLS_TYPE || reason !== 'certificate_unusable' ? text : `${text} (type ${type}, not ${TLS_TYPE})`;
  const usedBy = [...new Map(users.map(({ ref }) => [objectKey(ref), ref])).values()];
  return {
    reason,
    level,
    message: `${what}; ${abbreviateList(usedBy.map(({ kind, name }) => `${kind} ${name}`))} ${usedBy.length === 1 ? 'serves' : 'serve'} TLS by it`,
    brief: what,
    object,
    objects: usedBy,
    evidence: { type: row?.type ?? null, ...certificateEvidence(row) },
    next: [
      kubectlCommand(secret.namespace)`get secret ${secret.name} -o ${'jsonpath={.type} {.metadata.annotations}'}`,
      ...usedBy.slice(0, 1).map(describeCommand),
    ],
    because: [object],
  };
};

const certificateEvidence = (row: TlsSecretRow | undefined) => {
  const { own, names = [], keyFits } = row?.served ?? {};
  if (own === undefined) return {};
  return {
    subject: own.subject,
    issuer: own.issuer,
    names,
    notBefore: new Date(own.notBefore).toISOString(),
    notAfter: new Date(own.notAfter).toISOString(),
    keyFits: keyFits ?? null,
  };
};

const hostFindings = (user: SecretUser, { secretOf, issueOf }: SecretContext): readonly Finding[] => {
  const rows = user.secrets.flatMap((secret) => secretOf(secret) ?? []);
  const isKnown = rows.length === user.secrets.length && rows.every(({ served }) => served.own !== undefined);
  if (!isKnown || user.secrets.some((secret) => issueOf(secret).isPending)) return [];
  const fault = findHostFault(user, rows);
  if (fault === undefined) return [];
  return [
    {
      reason: fault.reason,
      level: fault.level,
      message: fault.text,
      object: user.ref,
      part: user.listener ?? user.secrets[0]?.name ?? '',
      evidence: { hosts: user.hosts, names: rows.flatMap(({ served }) => served.names ?? []) },
      next: [describeCommand(user.ref)],
      because: rows.map(({ ref }) => ref),
    },
  ];
};
