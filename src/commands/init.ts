import { lstat, writeFile } from 'node:fs/promises';
import type { ViewName } from '../kubernetes/resources.ts';
import type { LoadedViews } from '../kubernetes/rows/cluster-data.ts';
import { loadViews } from '../kubernetes/rows/pages.ts';
import { UsageError } from '../model/errors.ts';
import { createReadingThread, withClusterThread } from '../run/threads/cluster-thread.ts';
import { pluralize } from '../text/pluralize.ts';
import { clusterSource } from './check/cluster-source.ts';
import { drainLimitMs } from './check/run-clock.ts';
import type { ExitStatus } from './command-line/command-context.ts';
import type { RunIo } from './command-line/io.ts';
import { configText } from './init/config-text.ts';
import { isActive, joinProposals, type LeftOut, type Proposal } from './init/proposal.ts';
import { proposeGateways } from './init/propose-gateways.ts';
import { proposeRoutes } from './init/propose-routes.ts';
import { proposeServices } from './init/propose-services.ts';
import { readBuiltInChecks } from './input/catalogue.ts';
import { type InspectionFlags, openInspection } from './inspect/open-inspection.ts';
import { splitViews } from './inspect/split-views.ts';

export interface InitFlags extends InspectionFlags {
  /** Where it is written; `-` is standard output. */
  readonly file: string;
}

const VIEWS = [
  'services',
  'pods',
  'endpointSlices',
  'ingresses',
  'gateways',
  'httpRoutes',
  'grpcRoutes',
] as const satisfies readonly ViewName[];

/**
 * Looks at a cluster, live or saved, and writes a first configuration for its Services and the hosts of its Ingresses and
 * Gateways. Exit code 1: there was nothing to write it for.
 * @throws {UsageError} when the file is there already or cannot be written, and when Services cannot be read.
 */
export const init = async (flags: InitFlags, io: RunIo): Promise<ExitStatus> => {
  await refuseExisting(flags.file);
  const run = await openInspection(flags, io);
  try {
    const source = clusterSource(run);
    const {
      gathered,
      explainer,
      stuck = false,
    } = await withClusterThread(createReadingThread(), (thread) => source.read(VIEWS, thread));
    explainer?.close();
    const views = await loadViews(gathered.views);
    const { rows, unread } = splitViews(views, VIEWS);
    if (rows.services === undefined) throw new UsageError(`no configuration is written: ${unread.services}`, 'config');
    const { services, pods, endpointSlices, ingresses = [], gateways = [], httpRoutes = [], grpcRoutes = [] } = rows;
    const names = new Set((await readBuiltInChecks()).map(({ name }) => name));
    const proposal = joinProposals([
      proposeServices({ services, pods, endpointSlices }, (check) => names.has(check)),
      proposeRoutes(ingresses),
      proposeGateways(gateways, [...httpRoutes, ...grpcRoutes]),
      { services: [], leftOut: unreadParts(views) },
    ]);
    const { cluster, namespaces } = source.scope();
    if (!proposal.services.some(isActive)) {
      const where = namespaces === null ? 'the cluster' : `namespace ${namespaces.join(', ')}`;
      io.stderr(run.redactor.text(`nothing is written: ${explainNothing(proposal, where)}\n`));
      return { code: 1, stuck, drainMs: drainLimitMs(run.clock) };
    }
    const day = new Date(gathered.now).toISOString().slice(0, 10);
    const command = `kavmon check${namespaces === null ? ' -A' : ''}${flags.file === '-' ? '' : ` -c ${flags.file}`}`;
    const text = run.redactor.text(configText(proposal, { cluster, namespaces, day, command }));
    if (flags.file === '-') io.stdout(text);
    else await writeNew(flags.file, text);
    io.stderr(`${summary(proposal, flags.file)}\n`);
    return { code: 0, stuck, drainMs: drainLimitMs(run.clock) };
  } finally {
    run.clock.stop();
  }
};

/** What has drafts alone has hosts without a certificate: a Service is at least connected to. */
const explainNothing = ({ services }: Proposal, where: string): string =>
  services.length === 0
    ? `there is no Service, Ingress or Gateway in ${where} that a check could ask`
    : `there are only hosts in ${where} of which nothing says what answers (${services.map(({ name }) => name).join(', ')}): write an http-endpoint for them`;

/** What is not known, and why. A kind that the cluster does not have is none that could be asked. */
const unreadParts = (views: LoadedViews): readonly LeftOut[] =>
  Object.entries(UNREAD_TEXTS).flatMap(([name, what]) => {
    const view = views[name as keyof typeof UNREAD_TEXTS];
    return view === undefined || !('problem' in view) || view.problem.status === 'skipped'
      ? []
      : [{ what, why: view.problem.message }];
  });

const UNREAD_TEXTS = {
  pods: 'what probes and images of pods say',
  endpointSlices: 'the pods of Services without a selector',
  ingresses: 'hosts of Ingresses and their certificates',
  gateways: 'hosts of Gateways and their certificates',
  httpRoutes: 'hosts of HTTPRoutes',
  grpcRoutes: 'hosts of GRPCRoutes',
} as const satisfies { readonly [name in ViewName]?: string };

/** Before the cluster is read, so that nobody waits for nothing. */
const refuseExisting = async (path: string): Promise<void> => {
  const isThere =
    path !== '-' &&
    (await lstat(path).then(
      () => true,
      () => false,
    ));
  if (isThere)
    throw new UsageError(`${path} is there already: name another file with --file, or - for standard output`);
};

const writeNew = (path: string, text: string): Promise<void> =>
  writeFile(path, text, { flag: 'wx' }).catch((error: Error) => {
    throw new UsageError(`${path} is not written: ${error.message}`);
  });

const summary = ({ services, leftOut }: Proposal, file: string): string => {
  const checks = services.flatMap((one) => one.checks);
  const drafts = checks.filter(({ isDraft }) => isDraft).length;
  const active = services.filter(isActive).length;
  const parts = [
    `${pluralize(active, 'service', 'services')} with ${pluralize(checks.length - drafts, 'check', 'checks')}`,
    ...(drafts === 0
      ? []
      : [`${pluralize(drafts, 'check waits', 'checks wait')} behind a comment sign for what only you know`]),
    ...(leftOut.length === 0
      ? []
      : [`${pluralize(leftOut.length, 'thing is', 'things are')} left out, with the reason at its end`]),
  ];
  return `${file === '-' ? 'written' : `wrote ${file}`}: ${parts.join('; ')}`;
};
