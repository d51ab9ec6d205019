import { tmpdir } from 'node:os';
import { findTools } from '../test/chart/helm.ts';
import { kavmonProgram } from './kavmon.ts';
import type { BenchProgram } from './measure.ts';
import { isInstalled } from './peers.ts';

/** A program that looks at a cluster. */
export interface ClusterProgram extends BenchProgram {
  /** How many pods in a crash loop it found, from its output; undefined when that cannot be parsed. */
  readonly found?: (output: string) => number | undefined;
}

/** All default cluster checks, everywhere or in one namespace. */
export const kavmonOnCluster = (kubeconfig: string, namespace: string | undefined): ClusterProgram => ({
  ...kavmonProgram(
    ['check', ...scopeArguments(namespace, '--all-namespaces'), '-o', 'json', '-l', 'error', '--no-metrics'],
    {
      KUBECONFIG: kubeconfig,
    },
  ),
  found: countIn(({ results }: { results: readonly KavmonResult[] }) =>
    results
      .filter(({ check }) => check === 'crash-loops')
      .flatMap(({ findings }) => findings)
      .reduce((sum, { count }) => sum + count, 0),
  ),
});

interface KavmonResult {
  readonly check: string;
  readonly findings: readonly { readonly count: number }[];
}

const scopeArguments = (namespace: string | undefined, all: string): readonly string[] =>
  namespace === undefined ? [all] : ['--namespace', namespace];

/** What people read a cluster with: kubectl, from the PATH or from the npm package that the tests of the chart use. */
export const clusterReaders = async (
  kubeconfig: string,
  namespace: string | undefined,
): Promise<Readonly<Record<string, ClusterProgram>>> => {
  const program = isInstalled('kubectl') ? 'kubectl' : (await findTools()).kubectl;
  const env = kubeconfigEnv(kubeconfig);
  const argv = [program, 'get', 'pods', ...scopeArguments(namespace, '-A')];
  const crashing = (output: string): number =>
    output.split('\n').filter((line) => /CrashLoopBackOff/.test(line)).length;
  return { 'kubectl get pods': { argv, env, found: crashing } };
};

/** Other programs that find faults in a cluster, where they are on the PATH; each is ended after a minute. */
export const clusterScanners = (kubeconfig: string): Readonly<Record<string, ClusterProgram>> => {
  const env = kubeconfigEnv(kubeconfig);
  const popeye = ['timeout', '60', 'popeye', '-A', '-o', 'json'];
  return Object.fromEntries(
    Object.entries({
      'popeye, pods alone': { argv: [...popeye, '-s', 'po'], env, found: countIn(errorsOfPopeye) },
      popeye: { argv: popeye, env, found: countIn(errorsOfPopeye) },
      k8sgpt: {
        argv: ['timeout', '60', 'k8sgpt', 'analyze', '-o', 'json'],
        env,
        found: countIn(
          ({ results }: { results: readonly { kind: string }[] | null }) =>
            (results ?? []).filter(({ kind }) => kind === 'Pod').length,
        ),
      },
    } satisfies Record<string, ClusterProgram>).filter(([name]) => isInstalled(name.split(',')[0] as string)),
  );
};

const kubeconfigEnv = (kubeconfig: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: tmpdir(),
  KUBECONFIG: kubeconfig,
});

const countIn =
  <T>(count: (document: T) => number) =>
  (output: string): number | undefined => {
    try {
      return count(JSON.parse(output));
    } catch {
      return undefined;
    }
  };

interface PopeyeReport {
  readonly popeye: {
    readonly sections: readonly {
      readonly linter: string;
      readonly issues?: Readonly<Record<string, readonly { readonly level: number }[]>>;
    }[];
  };
}

const POPEYE_ERROR_LEVEL = 3;

const errorsOfPopeye = ({ popeye }: PopeyeReport): number =>
  popeye.sections
    .filter(({ linter }) => linter === 'pods')
    .flatMap(({ issues = {} }) => Object.values(issues))
    .filter((issues) => issues.some(({ level }) => level >= POPEYE_ERROR_LEVEL)).length;
