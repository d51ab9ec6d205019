import { loadConfig } from '../../config/load.ts';
import { EXPLAIN_LIMITS } from '../../kubernetes/explainer.ts';
import { UsageError } from '../../model/errors.ts';
import { readIdentity } from '../../process/runtime-identity.ts';
import { readUnixTime } from '../../process/unix-time.ts';
import { unlessEnded } from '../../process/unless-ended.ts';
import { workingFolder } from '../../process/working-folder.ts';
import { redactorFor } from '../../redaction/redactor.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { readableWords } from '../check/readable-words.ts';
import { createRunClock } from '../check/run-clock.ts';
import type { ClusterRun, RunConfig } from '../check/run-context.ts';
import type { RunIo } from '../command-line/io.ts';
import type { CatalogueFlags, ObjectFlags, ScopeFlags } from '../command-line/options.ts';
import { readBuiltInChecks, readCommandInput } from '../input/catalogue.ts';

/** The flags of every command that looks at objects instead of running checks. */
export interface InspectionFlags extends CatalogueFlags, ObjectFlags, ScopeFlags {
  /** Milliseconds from the program's first line; 0: none. */
  readonly runTimeout?: number;
  /** Container logs may be read. */
  readonly podLogs: boolean;
}

/** What one command reads clusters with, once or again and again. Whoever opened it stops its clock. */
export interface InspectionRun extends ClusterRun {
  readonly config: RunConfig;
}

/** What such a command judges by. The object that it is asked for may have the mildest of 100,000 findings. */
const INSPECTION = {
  ...{ numWorkers: 0, cronjob: false, ignoreAnnotations: true, everyFinding: true },
  explainLimit: EXPLAIN_LIMITS.targets,
};

/**
 * Reads the configuration of a command that looks at objects, under its deadline, as `kavmon check` reads it.
 * @throws {UsageError} on a configuration that cannot be used, and when the run has to end before it was read.
 */
export const openInspection = async (flags: InspectionFlags, io: RunIo): Promise<InspectionRun> => {
  const clock = createRunClock(flags.runTimeout, io);
  try {
    const redactor = redactorFor(io.env, readableWords(await readBuiltInChecks()));
    const options = { files: flags.config, env: io.env, cwd: workingFolder(), redactor };
    const loading = readCommandInput(flags, io, clock.ended).then(({ configFiles, catalogue }) =>
      loadConfig({ ...options, catalogue, read: configFiles }),
    );
    const config = await unlessEnded(loading, clock.ended);
    if (config === undefined) throw new UsageError(`${clock.why()} before its configuration and checks were read`);
    return {
      startedAt: readUnixTime() - Math.round(clock.elapsedMs()),
      flags: { ...flags, ...INSPECTION },
      io,
      identity: readIdentity(io.env),
      redactor,
      log: { error: (message) => io.stderr(redactor.text(`${toOneLine(message)}\n`)) },
      config,
      clock,
    };
  } catch (error) {
    clock.stop();
    throw error;
  }
};
