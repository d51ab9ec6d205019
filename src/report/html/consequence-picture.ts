import { TRAFFIC_KINDS } from '../../kubernetes/objects/traffic-kinds.ts';
import type { Consequence } from '../../model/result.ts';
import { clipText } from '../../text/clip-text.ts';
import { subjectName } from '../present/names.ts';
import { escapeHtml } from './html-text.ts';

/** Objects that are drawn; the list below the picture has all of them. */
const MAX_DRAWN = 12;

const ROOT_HEIGHT = 36;
const ROW_HEIGHT = 46;

/** Kinds in the order in which a failure passes through them. */
const KIND_ORDER = [
  'Node',
  'PersistentVolumeClaim',
  'Pod',
  'Job',
  'CronJob',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
];

/** What a root takes along as a picture: the root at the top, a branch to each object; empty without consequences. */
export const consequencePicture = (root: string, effects: readonly Consequence[]): string => {
  if (effects.length === 0) return '';
  const objects = [...Map.groupBy(effects, subjectName)].toSorted(
    ([, one], [, other]) => kindRank(one[0]) - kindRank(other[0]),
  );
  const drawn = objects.slice(0, MAX_DRAWN);
  const rest = objects.length - drawn.length;
  const rows = [
    ...drawn.map(([name, same]) => [name, [...new Set(same.map(({ reason }) => reason))].join(', ')] as const),
    ...(rest > 0 ? [[`and ${rest} more`, ''] as const] : []),
  ];
  const label = `${root} takes along ${rows.map(([name, reasons]) => `${name} ${reasons}`.trim()).join('; ')}`;
  return `<svg class="picture" role="img" aria-label="${escapeHtml(label)}" viewBox="0 0 420 ${rows.length * ROW_HEIGHT + ROOT_HEIGHT}">
<g class="fault">${box(1, 0, 418, 28)}<text x="10" y="19">${escapeHtml(clipText(root, MAX_NAME))}</text></g>
<path class="arrow" d="M18 29V${(rows.length - 1) * ROW_HEIGHT + ROOT_HEIGHT + 20}"/>
${rows.map(branchRow).join('\n')}
</svg>`;
};

/** Characters that a box has room for. */
const MAX_NAME = 50;

const branchRow = ([name, reasons]: readonly [string, string], at: number): string => {
  const y = at * ROW_HEIGHT + ROOT_HEIGHT;
  const texts = [name, reasons]
    .filter((text) => text !== '')
    .map((text, line) => `<text x="42" y="${y + 17 + line * 16}">${escapeHtml(clipText(text, MAX_NAME))}</text>`);
  return `<path class="arrow" d="M18 ${y + 20}h14m-5 -4l5 4l-5 4"/><g class="follows">${box(34, y, 385, 40)}${texts.join('')}</g>`;
};

const box = (x: number, y: number, width: number, height: number): string =>
  `<rect x="${x}" y="${y + 1}" width="${width}" height="${height}" rx="4"/>`;

const kindRank = (effect: Consequence | undefined): number => {
  const kind = effect?.object?.kind ?? '';
  const traffic = TRAFFIC_KINDS.indexOf(kind);
  if (traffic !== -1) return 100 + traffic;
  const rank = KIND_ORDER.indexOf(kind);
  return rank === -1 ? KIND_ORDER.length : rank;
};
