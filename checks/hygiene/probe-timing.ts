import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { asksUndeclaredPort, formatProbe } from '../../src/kubernetes/containers/probes.ts';
import type { ContainerSpec, ProbeSpec } from '../../src/kubernetes/fields/container-spec.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { findingsByOwner } from '../pods/owners/findings-by-owner.ts';
import { longRunningPods, templateContainers } from './template-containers.ts';

export default defineCheck({
  group: 'hygiene',
  name: 'probe-timing',
  title: 'Probes fit their containers',
  why: 'A liveness probe that is too quick kills what only starts slowly, and a probe of the wrong port never succeeds.',
  remedy: 'Give the start its time with a startup probe, and keep liveness slower than readiness.',
  severity: 'sev3',
  enabled: false,
  needs: ['pods'],
  params: z.strictObject({
    start: duration().prefault('30s').describe('How long a start may take on a bad day; loading a model takes longer'),
  }),
  run({ pods, params }) {
    const unfit = longRunningPods(pods)
      .flatMap((pod) => templateContainers(pod))
      .map((subject) => ({ ...subject, problems: timingProblems(subject.spec, params.start) }))
      .filter(({ problems }) => problems.length > 0);
    return findingsByOwner(unfit, ({ container, problems }) => ({
      reason: 'probe_timing',
      level: 'warning',
      message: `container ${container}: ${problems.join('; ')}`,
      evidence: { problems },
    }));
  },
});

const timingProblems = (spec: ContainerSpec, start: number): readonly string[] => {
  const { liveness, readiness, startup } = spec;
  const named = Object.entries({ liveness, readiness, startup }).flatMap(([kind, probe]) =>
    probe ? [{ kind, probe }] : [],
  );
  return [
    ...(liveness !== undefined && startup === undefined ? livenessProblems(liveness, start) : []),
    ...(startup === undefined ? [] : startupProblems(startup, start)),
    ...(liveness !== undefined && isSameProbe(liveness, readiness)
      ? ['its liveness probe is its readiness probe: it is killed the moment it is only busy']
      : []),
    ...named
      .filter(({ probe }) => probe.timeout > probe.period)
      .map(({ kind }) => `its ${kind} probe times out after its next turn`),
    ...named
      .filter(({ probe }) => asksUndeclaredPort(probe, spec))
      .map(({ kind, probe }) => `its ${kind} probe asks port ${probe.port}, which it does not declare`),
  ];
};

/** How long a container has from its start until this probe gets it killed, in milliseconds. */
const startBudgetMs = ({ initialDelay, period, failures }: ProbeSpec): number =>
  (initialDelay + period * failures) * 1000;

const livenessProblems = (liveness: ProbeSpec, start: number): readonly string[] =>
  startBudgetMs(liveness) < start
    ? [
        `without a startup probe its liveness probe kills it after ${formatDuration(startBudgetMs(liveness))} (${formatProbe(liveness)})`,
      ]
    : [];

const startupProblems = (startup: ProbeSpec, start: number): readonly string[] =>
  startBudgetMs(startup) < start
    ? [`its startup probe kills it after ${formatDuration(startBudgetMs(startup))} (${formatProbe(startup)})`]
    : [];

const isSameProbe = (one: ProbeSpec, other: ProbeSpec | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
