import { describe, it } from 'vitest';
import { ensurePackages } from './debian.ts';

export type DescribeSuite = (title: string, body: () => void) => void;

/**
 * `describe` once these Debian packages are installed; otherwise one that skips the suite and says why in its title.
 * Throws instead in CI (the environment variable `CI` is set).
 *
 *     const describePostgres = await describeWithPackages('postgresql');
 *     describePostgres('postgres-connection', () => { ... });
 */
export const describeWithPackages = async (...packages: readonly string[]): Promise<DescribeSuite> =>
  describeUnless(await ensurePackages(packages));

/** The same for any other reason why the suite cannot run: `describeUnless(await prometheusMissing())`. */
export const describeUnless = (reason: string | undefined): DescribeSuite => {
  if (reason === undefined) return (title, body) => void describe(title, body);
  if (process.env.CI) throw new Error(`in CI this must be there: ${reason}`);
  return (title) => {
    console.warn(`skipped: ${title}: ${reason}`);
    describe.skip(`${title} (skipped: ${reason})`, () => {
      it('needs what is missing here', () => {});
    });
  };
};
