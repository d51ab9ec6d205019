import * as yaml from 'yaml';
import { type CheckFilters, selectByFilters } from '../config/select.ts';
import { openAccess } from '../kubernetes/access/open-access.ts';
import { formatRight, missingRights } from '../kubernetes/access-review.ts';
import { createApiClient } from '../kubernetes/api/client.ts';
import { ApiFailure } from '../kubernetes/api/failure.ts';
import { apiServerProblem } from '../kubernetes/gather/list-problems.ts';
import { type RbacRole, requiredRoles, rightsInRoles } from '../kubernetes/rbac.ts';
import type { NamespaceScope } from '../kubernetes/scope.ts';
import { UsageError } from '../model/errors.ts';
import { kavmonVersion } from '../process/version.ts';
import { redactorFor } from '../redaction/redactor.ts';
import { toOneLine } from '../text/sanitize.ts';
import type { CommandIo } from './command-line/io.ts';
import type { ScopeFlags } from './command-line/options.ts';

import { withDrillRights } from './drill/drill-rights.ts';
import { withSettling } from './input/cluster-registrations.ts';

import { type CommandInput, readConfiguration } from './input/configuration.ts';
import { namespacesOf } from './input/namespaces.ts';

export interface RbacOptions extends CheckFilters, CommandInput, Omit<ScopeFlags, 'config' | 'checks'> {
  /** Name of the roles. */
  readonly roleName: string;
  /** Whether logs of crashed containers may be read. */
  readonly podLogs: boolean;
  /** What the roles are for, beside checks. */
  readonly subject?: 'drill';
  /** Ask the API server which of the rights are missing instead of printing roles. */
  readonly preflight: boolean;
  /** With what `kavmon check --wait` reads; its value does not matter. */
  readonly wait?: string | true;
}

/** Milliseconds for asking about all rights. */
const PREFLIGHT_TIMEOUT_MS = 30_000;

/**
 * Prints the least roles for the selected checks, or which rights are missing. Returns the exit code: 1 when some are, or the API
 * server does not say.
 *
 * @throws {UsageError} on a configuration, a filter or an access that cannot be used, and on a drill in all namespaces.
 */
export const printRoles = async (options: RbacOptions, io: CommandIo): Promise<number> => {
  if (options.subject === 'drill' && options.namespace.length !== 1)
    throw new UsageError('a drill has rights in one namespace of its own: --namespace NAME');
  const { config } = await readConfiguration(options, io);
  const filtered = selectByFilters(config.registrations, options, config);
  const registrations = options.wait === undefined ? filtered : withSettling(filtered, config.registrations);
  const views = [...new Set(registrations.flatMap((one) => [...one.views, ...one.wantedViews]))];
  const named = namespacesOf(options, config);
  const rolesIn = (namespaces: NamespaceScope) => {
    const roles = requiredRoles({ views, namespaces, events: true, logs: options.podLogs });
    return options.subject === 'drill' ? withDrillRights(roles) : roles;
  };
  if (options.preflight) return printMissingRights(options, io, (own) => rolesIn(named === undefined ? [own] : named));
  const namespaces = named === undefined ? [io.env.KAVMON_NAMESPACE ?? 'default'] : named;
  const roles = rolesIn(namespaces);
  const documents = roles.map((role) => yaml.stringify(roleManifest(role, options.roleName)));
  const comment = views.includes('tlsSecrets') ? SECRETS_COMMENT : '';
  io.stdout(
    documents.length > 0 ? `${comment}${documents.join('---\n')}` : '# the selected checks read nothing of a cluster\n',
  );
  return 0;
};

const SECRETS_COMMENT = `# "secrets", "get" is for the certificates of Ingresses and Gateways (tls-secrets): they are read by the names that these
# have, and of their keys kavmon keeps no more than whether they fit. Kubernetes has no right to certificates alone: this
# one opens every Secret whose name is known. resourceNames in the rule narrows it to those that you name.
`;

const roleManifest = ({ kind, namespace, rules }: RbacRole, name: string): object => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name, ...(namespace !== undefined && { namespace }) },
  rules: rules.map((rule) => ({ ...rule })),
});

const printMissingRights = async (
  { context, kubeconfig }: RbacOptions,
  io: CommandIo,
  rolesIn: (own: string) => readonly RbacRole[],
): Promise<number> => {
  const signal = AbortSignal.timeout(PREFLIGHT_TIMEOUT_MS);
  const redactor = redactorFor(io.env);
  const run = { signal, onSecret: redactor.register };
  const access = await openAccess({ env: { ...io.env }, context, kubeconfig }, run);
  const client = createApiClient({ access, version: kavmonVersion, signal });
  try {
    const rights = rightsInRoles(rolesIn(access.namespace));
    const missing = await missingRights(client, rights);
    for (const right of missing) io.stdout(`missing: ${formatRight(right)}\n`);
    io.stdout(`${rights.length - missing.length} of ${rights.length} rights are there\n`);
    return missing.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    io.stderr(redactor.text(`could not tell: ${toOneLine(reviewFailureText(access.server.origin, error))}\n`));
    return 1;
  } finally {
    client.close();
  }
};

const reviewFailureText = (server: string, failure: ApiFailure): string =>
  failure.status === 403
    ? `no permission to create selfsubjectaccessreviews: ${failure.message}`
    : apiServerProblem(server, failure).message;
