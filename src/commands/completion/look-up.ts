import { checkGroups } from '../../check/check.ts';
import type { KavmonConfig } from '../../config/load.ts';
import type { CommandIo } from '../command-line/io.ts';
import { readBuiltInChecks, readCommandInput } from '../input/catalogue.ts';
import { readConfiguration } from '../input/configuration.ts';
import type { LookUpValues } from './complete-words.ts';
import type { ValueKind } from './model.ts';
import type { TypedWords } from './typed-words.ts';

/** Milliseconds for a cluster, or a saved one: somebody waits with a finger on the key. */
const LOOK_UP_MS = 1_000;

interface LookUp {
  readonly given: TypedWords['given'];
  readonly io: CommandIo;
}

/** Looks up the values of flags. What cannot be looked up has none: it never fails. */
export const valueLookUp =
  (io: CommandIo): LookUpValues =>
  async (kind, given) => {
    try {
      return await LOOK_UPS[kind]({ given, io });
    } catch {
      return [];
    }
  };

/** Rejects when the work takes longer than {@link LOOK_UP_MS}, and ends it. */
const withinLookUpLimit = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error('it took too long'));
    controller.abort();
  }, LOOK_UP_MS);
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
};

const LOOK_UPS: Readonly<Record<ValueKind, (order: LookUp) => Promise<readonly string[]>>> = {
  group: async () => checkGroups,
  name: async (order) => (await readNames(order))?.names ?? (await readBuiltInChecks()).map(({ name }) => name),
  service: async (order) => (await readNames(order))?.services ?? ['cluster'],
  context: async ({ given, io }) => {
    const { readContextNames } = await import('../../kubernetes/access/kubeconfig.ts');
    return readContextNames(accessOptions(given, io));
  },
  namespace: async ({ given, io }) => {
    const snapshot = lastGiven(given, '--snapshot');
    if (snapshot !== undefined) {
      const { readRecordedNamespaces } = await import('../../kubernetes/replay/recorded-namespaces.ts');
      return withinLookUpLimit((signal) => readRecordedNamespaces(snapshot, signal));
    }
    const { readNamespaceNames } = await import('../../kubernetes/namespace-names.ts');
    return withinLookUpLimit((signal) => readNamespaceNames(accessOptions(given, io), signal));
  },
};

/** Names and services of the configuration; undefined when it cannot be used. Own checks that cannot be used complete nothing. */
const readNames = async ({ given, io }: LookUp): Promise<KavmonConfig | undefined> => {
  const flags = { config: given.get('--config') ?? [], checks: given.get('--checks') ?? [] };
  const input = await readCommandInput(flags, io).catch(async () => ({ catalogue: await readBuiltInChecks() }));
  return readConfiguration({ ...flags, ...input }, io).then(
    ({ config }) => config,
    () => undefined,
  );
};

const accessOptions = (given: LookUp['given'], { env }: CommandIo) => ({
  kubeconfig: lastGiven(given, '--kubeconfig'),
  context: lastGiven(given, '--context'),
  env,
});

const lastGiven = (given: LookUp['given'], flag: string): string | undefined => given.get(flag)?.at(-1);
