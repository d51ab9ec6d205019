import {
  SECRET_NAMING_VIEWS,
  type SecretName,
  type SecretNamingView,
  tlsSecretsOf,
} from '../objects/tls-secret-names.ts';
import type { ResourceName, ViewName } from '../resources.ts';
import type { ViewProblem } from '../rows/cluster-data.ts';
import type { RowSink } from './sink.ts';

/** Whether objects of a view name Secrets that TLS is served by. */
export const isSecretNaming = (view: ResourceName | ViewName): view is SecretNamingView =>
  SECRET_NAMING_VIEWS.some((one) => one === view);

/** Collects the names of Secrets from the rows of the views that name them. */
export const createSecretNames = () => {
  const names = new Map<string, SecretName>();
  return {
    /** Takes rows of any view. */
    add: (view: ResourceName | ViewName, rows: readonly unknown[]): void => {
      if (!isSecretNaming(view)) return;
      for (const secret of rows.flatMap((row) => tlsSecretsOf(view, row as object)))
        names.set(`${secret.namespace}/${secret.name}`, secret);
    },
    all: (): readonly SecretName[] => [...names.values()],
  };
};

type SecretNames = ReturnType<typeof createSecretNames>;

/**
 * Why the names are not all known: a view that has them was not read. One that is not installed has none. `problems` are those
 * of the views that were read.
 */
export const secretNamesProblem = (
  problems: ReadonlyMap<string, readonly (ViewProblem | undefined)[]>,
): ViewProblem | undefined => {
  const found = SECRET_NAMING_VIEWS.flatMap((view) => problems.get(view) ?? []).find((one) => one?.status === 'error');
  if (found !== undefined)
    return { ...found, message: `which Secrets hold certificates is not known: ${found.message}` };
  return SECRET_NAMING_VIEWS.some((view) => problems.has(view)) ? undefined : NO_NAMES;
};

const NO_NAMES: ViewProblem = {
  status: 'error',
  reason: 'config',
  message: 'tlsSecrets are read by the names that ingresses and gateways have: a check needs one of these as well',
};

/** A sink that collects the names of Secrets and passes everything on. */
export const recordSecretNames = (sink: RowSink, names: SecretNames): RowSink => ({
  ...sink,
  rows: (view, list, rows) => {
    names.add(view, rows);
    sink.rows(view, list, rows);
  },
});
