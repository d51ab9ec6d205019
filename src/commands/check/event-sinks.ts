import type { Result } from '../../model/result.ts';
import { createProgress } from '../../report/output/progress.ts';
import type { RunEvents } from '../../run/plan.ts';
import type { RunContext } from './run-context.ts';

/** Where the events of a run go: the log, and the line of progress. */
export interface EventSinks {
  readonly events: RunEvents;
  readonly logResult: (result: Result) => void;
  /** Takes the line of progress away. */
  readonly stop: () => void;
}

/** The sinks of a run of `total` checks. */
export const createEventSinks = (total: number, { io, log, events, routing, redactor }: RunContext): EventSinks => {
  const progress = createProgress(routing.isWatched ? io.terminal : { ...io.terminal, isTTY: false }, total);
  return {
    events: {
      started: (registration) => {
        events.started(registration);
        progress.started(registration.id);
      },
      finished: ({ healthy }, { id }) => progress.finished(id, healthy),
      warning: (message, fields) => progress.above(() => log.warning(message, fields)),
      secret: (text) => void redactor.register(text),
    },
    logResult: events.finished,
    stop: progress.stop,
  };
};

/** Sinks that drop every event but secrets, which no later output may have. */
export const silentSinks = ({ redactor }: Pick<RunContext, 'redactor'>): EventSinks => ({
  events: { started: () => {}, finished: () => {}, warning: () => {}, secret: (text) => void redactor.register(text) },
  logResult: () => {},
  stop: () => {},
});
