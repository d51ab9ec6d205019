/**
 * Fields that are written when something happens. Times of other fields may lie in the future: when an object has to be
 * gone, when a certificate expires.
 */
const TIMESTAMP_PATTERN =
  /"(?:creationTimestamp|lastTransitionTime|lastUpdateTime|lastHeartbeatTime|lastTimestamp|firstTimestamp|eventTime|lastObservedTime|startedAt|finishedAt|startTime|completionTime|renewTime|lastScheduleTime|lastSuccessfulTime|lastScaleTime)":\s*"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g;

/** Keeps the newest time that objects speak of: the clock of a recording that does not tell its own. */
export const createNewestTime = () => {
  let newest = '';
  return {
    look: (text: string): void => {
      for (const [, stamp] of text.matchAll(TIMESTAMP_PATTERN))
        if (stamp !== undefined && stamp > newest) newest = stamp;
    },
    /** Milliseconds since the epoch; undefined when no object has a time. */
    time: (): number | undefined => (newest === '' ? undefined : Date.parse(newest)),
  };
};
