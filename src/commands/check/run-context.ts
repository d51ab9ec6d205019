import type { Config } from '../../config/load.ts';
import type { Shard } from '../../config/select.ts';
import type { Events } from '../../log/events.ts';
import type { Fields } from '../../log/line.ts';
import type { Log } from '../../log/log.ts';
import type { UsageError } from '../../model/errors.ts';
import type { Place } from '../../process/identity.ts';
import type { Redactor } from '../../redaction/redactor.ts';
import type { PrewarmedWorker } from '../../startup/prewarm.ts';
import type { RunIo } from '../command-line/io.ts';
import type { CheckFlags } from './flags.ts';
import type { OutputRouting } from './output-routing.ts';

/** What a run reads of the configuration. */
export type RunConfig = Pick<
  Config,
  'cluster' | 'namespaces' | 'services' | 'names' | 'registrations' | 'ignores' | 'metricLabels'
>;

/** What every step of a run works with. */
export interface RunContext {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly flags: CheckFlags;
  /** The flags under the names that the original gives them in its log. */
  readonly arguments: Fields;
  readonly io: RunIo;
  readonly identity: Place;
  readonly shard: Shard | null;
  readonly routing: OutputRouting;
  readonly redactor: Redactor;
  readonly log: Log;
  readonly events: Events;
  readonly config: RunConfig;
  /** Under `--cronjob`: why the configuration cannot be used. Then `config` is empty. */
  readonly configError?: UsageError;
  /** A worker thread that was started while the configuration was read. */
  readonly prewarmed?: PrewarmedWorker;
  /** What `--run-timeout` leaves, in milliseconds; null without one. */
  readonly timeLeftMs: () => number | null;
}
