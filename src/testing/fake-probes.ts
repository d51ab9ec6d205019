import { type BoundProbes, isProbeName, type ProbeLoader, type ProbeName } from '../probes/index.ts';

type OptionsOf<Name extends ProbeName> = Parameters<BoundProbes[Name]>[0];
type AnswerOf<Name extends ProbeName> = Awaited<ReturnType<BoundProbes[Name]>>;

/** Answers in the place of a probe: with the fields that the check reads, or by throwing a `ProbeError`. */
export type FakeProbe<Name extends ProbeName> = (
  options: OptionsOf<Name>,
) => Partial<AnswerOf<Name>> | Promise<Partial<AnswerOf<Name>>>;

export type FakeProbes<Name extends ProbeName> = { readonly [Key in Name]: FakeProbe<Key> };

/** What an HTTP server answers that says nothing else. */
const defaultHttpAnswer = ({ url, method = 'GET' }: OptionsOf<'http'>): AnswerOf<'http'> => ({
  ...{ status: 200, httpVersion: '1.1', headers: [], body: '', bytes: 0, method, url, fullUrl: url },
  ...{ address: '127.0.0.1', isProxied: false, hops: [], durationMs: 1 },
});

/** The loaders of these probes, as a run has them. @throws {TypeError} when one of the needed is missing. */
export const loadersOf = (
  needed: readonly string[],
  fakes: Readonly<Record<string, FakeProbe<never> | undefined>>,
): Readonly<Record<string, ProbeLoader>> =>
  Object.fromEntries(
    needed.filter(isProbeName).map((name) => {
      const fake = fakes[name];
      if (fake === undefined) throw new TypeError(`the check needs the probe "${name}": give an answer in "probes"`);
      const answer = async (options: never): Promise<unknown> => {
        const given = await fake(options);
        return name === 'http' ? { ...defaultHttpAnswer(options), ...(given as object) } : given;
      };
      return [name, async () => answer];
    }),
  );
