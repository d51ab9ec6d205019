import { clipText } from '../../text/clip-text.ts';
import { wrapText } from '../../text/display-width.ts';
import { toOneLine } from '../../text/sanitize.ts';
import type { LinkEvent } from './explain-links.ts';
import { EVIDENCE_INDENT, type TextOptions } from './wrapped-lines.ts';

/** The events of a link that tell something, each with its time, in their order. */
export const eventLines = (events: readonly LinkEvent[], options: TextOptions): readonly string[] =>
  relevantEvents(events).flatMap((event) => oneEventLines(event, options));

/** What every start of a pod goes through; in `-o json` they stand all. */
const ROUTINE_EVENTS: ReadonlySet<string> = new Set([
  ...['Scheduled', 'Pulled', 'Created', 'Started', 'SuccessfulCreate', 'ScalingReplicaSet', 'SuccessfulAttachVolume'],
]);

/** Of each reason the newest event, but for what is routine. */
const relevantEvents = (events: readonly LinkEvent[]): readonly LinkEvent[] =>
  events.filter(
    ({ type, reason }, index) =>
      !(type === 'Normal' && ROUTINE_EVENTS.has(reason)) &&
      !events.slice(index + 1).some((later) => later.reason === reason),
  );

const oneEventLines = ({ at, reason, message, count }: LinkEvent, options: TextOptions): readonly string[] => {
  const time = at === null ? '' : `${at.slice(11, 19)}Z `;
  const times = count > 1 ? ` x${count}` : '';
  const text = clipText(`${time}${reason}${times}: ${toOneLine(message)}`, 2 * options.width);
  return wrapText(text, options.width - EVIDENCE_INDENT.length - 2).map((line, index) =>
    options.paint('dim', `${EVIDENCE_INDENT}${index === 0 ? '' : '  '}${line}`),
  );
};
