import type { Json } from '../../model/json.ts';
import type { ObjectRef, Report, ReportedFinding } from '../../model/result.ts';
import { clipText } from '../../text/clip-text.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { objectName, withoutContainer } from '../present/names.ts';
import { evidenceLabel } from '../present/remaining-evidence.ts';

/** Something that an object tells the time of. */
export interface Moment {
  /** RFC 3339 in UTC. */
  readonly at: string;
  readonly object: string;
  /** What happened then, the name of the evidence, or an event: `unready since`, `event Killing: Stopping container web`. */
  readonly what: string;
  /** Fingerprint of the finding that has it. */
  readonly fingerprint: string;
}

/** When the cluster was as it is told: the time of the snapshot, or the end of the run. */
export const lookedAt = ({ run }: Report): string => run.snapshot?.takenAt ?? run.endedAt;

/** Every moment that the evidence of a run's findings has, the earliest first; none after the moment of the look. */
export const collectMoments = (report: Report): readonly Moment[] => {
  const last = Date.parse(lookedAt(report));
  const all = report.results.flatMap(({ findings }) => findings.flatMap(momentsOf));
  const known = new Map(all.map((moment) => [`${moment.at} ${moment.object} ${moment.what}`, moment]));
  return [...known.values()]
    .filter(({ at }) => Date.parse(at) <= last)
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
};

/** Characters of an event in a line of the timeline. */
const MAX_EVENT_LENGTH = 160;

const MOMENT_PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

const momentsOf = ({ evidence, object, message, fingerprint }: ReportedFinding): readonly Moment[] => {
  const whole = object === undefined ? undefined : toWhole(object, evidence.pod);
  const momentOf = (of: ObjectRef | undefined, what: string, value: Json | undefined): readonly Moment[] => {
    if (typeof value !== 'string' || !MOMENT_PATTERN.test(value)) return [];
    const at = Date.parse(value);
    if (Number.isNaN(at)) return [];
    return [{ at: new Date(at).toISOString(), object: of === undefined ? message : objectName(of), what, fingerprint }];
  };
  return [
    ...Object.entries(evidence).flatMap(([name, value]) => momentOf(whole, evidenceLabel(name), value)),
    ...datedEvents(evidence).flatMap(([event, time]) => momentOf(whole && withoutContainer(whole), event, time)),
  ];
};

/** What each event says, and when it was seen last. Events are about pods: findings on two containers of one have the same. */
const datedEvents = ({ events, eventTimes }: ReportedFinding['evidence']): readonly (readonly [string, Json])[] =>
  Array.isArray(events) && Array.isArray(eventTimes)
    ? events.map((event, at) => [
        `event ${clipText(toOneLine(String(event)), MAX_EVENT_LENGTH)}`,
        eventTimes[at] ?? null,
      ])
    : [];

/** The pod of the evidence tells more than the workload that it belongs to. */
const toWhole = (object: ObjectRef, pod: unknown): ObjectRef =>
  typeof pod === 'string' && pod !== '' ? { ...object, kind: 'Pod', name: pod } : object;

/** `2026-11-21 13:28:39 UTC`. */
export const secondText = (moment: string): string => `${moment.slice(0, 19).replace('T', ' ')} UTC`;
