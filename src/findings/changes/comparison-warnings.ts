import type { Report } from '../../model/result.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { pluralize } from '../../text/pluralize.ts';
import { type EarlierRun, isOtherCluster, momentOfLook } from './compare-reports.ts';
import { selectorText } from './looked-again.ts';

/** What a reader of a comparison has to know: both runs did not look at the same, or in the other order. A sentence or none. */
export const comparisonWarnings = (report: Report, { file, report: earlier }: EarlierRun): readonly string[] => {
  const differences = [
    ...clusterDifference(report, earlier),
    ...namespaceDifference(report, earlier),
    ...selectorDifference(report, earlier),
    ...checkDifferences(report, earlier),
  ];
  const isLater = momentOfLook(earlier.run) > momentOfLook(report.run);
  const name = `the report of --since, ${file},`;
  return [
    ...(differences.length === 0 ? [] : [`${name} looked at something else: ${differences.join('; ')}`]),
    ...(isLater
      ? [
          `${name} is of ${momentOfLook(earlier.run)}, after what this run looked at: what was mended in between is told as new`,
        ]
      : []),
  ];
};

type Earlier = EarlierRun['report'];

const clusterDifference = (report: Report, earlier: Earlier): readonly string[] =>
  isOtherCluster(report, earlier)
    ? [`cluster ${earlier.run.cluster}, not ${report.run.cluster}, so that every problem is told as new`]
    : [];

const namespaceDifference = ({ run }: Report, earlier: Earlier): readonly string[] => {
  const [then, now] = [namespacesText(earlier.run.namespaces), namespacesText(run.namespaces)];
  return then === now ? [] : [`${then}, this run at ${now}`];
};

const selectorDifference = ({ run }: Report, earlier: Earlier): readonly string[] => {
  const [then, now] = [earlier.run.filters.selector, run.filters.selector].map(selectorText);
  return then === now
    ? []
    : [`objects ${then ? `with ${then}` : 'of all labels'}, this run ${now ? `with ${now}` : 'of all labels'}`];
};

const namespacesText = (namespaces: readonly string[] | null): string =>
  namespaces === null
    ? 'all namespaces'
    : `${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${abbreviateList(namespaces.toSorted(), 5)}`;

const checkDifferences = ({ results }: Report, earlier: Earlier): readonly string[] => {
  const now = new Set(results.map(({ service, name }) => `${service}/${name}`));
  const then = new Set(earlier.results.map(({ service, name }) => `${service}/${name}`));
  const added = [...now].filter((check) => !then.has(check));
  const dropped = [...then].filter((check) => !now.has(check));
  return [
    ...(added.length === 0
      ? []
      : [
          `it lacks ${pluralize(added.length, 'check')} of this run, whose problems are told as new (${abbreviateList(added, 3)})`,
        ]),
    ...(dropped.length === 0
      ? []
      : [`${pluralize(dropped.length, 'check')} of it did not run now (${abbreviateList(dropped, 3)})`]),
  ];
};
