/** Fields with the time of an event in the past. Those of other fields may lie in the future, as `deletionTimestamp`. */
const TIMESTAMP_PATTERN =
  /"(?:creationTimestamp|lastTransitionTime|lastUpdateTime|lastHeartbeatTime|lastTimestamp|firstTimestamp|eventTime|lastObservedTime|startedAt|finishedAt|startTime|completionTime|renewTime|lastScheduleTime|lastSuccessfulTime|lastScaleTime)":\s*"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g;

/** Keeps the newest time in objects: the time to judge by, for a recording without one of its own. */
export const createNewestTime = () => {
  let newest = '';
  return {
    add: (text: string): void => {
      for (const [, stamp] of text.matchAll(TIMESTAMP_PATTERN))
        if (stamp !== undefined && stamp > newest) newest = stamp;
    },
    /** Milliseconds since the epoch; undefined when no object has a time. */
    time: (): number | undefined => (newest === '' ? undefined : Date.parse(newest)),
  };
};
