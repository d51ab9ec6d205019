import type { ReportedFinding } from '../../model/result.ts';
import { subjectName } from '../present/names.ts';
import { escapeHtml } from './html-text.ts';

/** Replicas that are drawn one by one; of more only the numbers are told. */
const MAX_DRAWN = 60;

const PER_ROW = 20;
const CELL = 18;

/** A square for each replica that these findings count, those that are ready filled; empty where no evidence has numbers. */
export const replicaMaps = (findings: readonly ReportedFinding[]): string => {
  const counted = findings.flatMap((finding) => {
    const { wanted, ready, available } = finding.evidence;
    const up = typeof available === 'number' ? available : ready;
    return isCount(wanted) && isCount(up) ? [[subjectName(finding), { wanted, up }] as const] : [];
  });
  return [...new Map(counted)].map(([name, replicas]) => replicaMap(name, replicas)).join('');
};

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;

interface Replicas {
  readonly wanted: number;
  readonly up: number;
}

const replicaMap = (name: string, { wanted, up }: Replicas): string => {
  const text = `${name}: ${up} of ${wanted} replicas available`;
  const total = Math.max(wanted, up);
  if (total === 0 || total > MAX_DRAWN) return `<p>${escapeHtml(text)}</p>\n`;
  const height = Math.ceil(total / PER_ROW) * CELL;
  const cells = Array.from({ length: total }, (_, at) => replicaCell(at, at < up)).join('');
  return `<figure><svg class="replicas" role="img" aria-label="${escapeHtml(text)}" width="${Math.min(total, PER_ROW) * CELL}" height="${height}">${cells}</svg><figcaption>${escapeHtml(text)}</figcaption></figure>\n`;
};

const replicaCell = (at: number, isUp: boolean): string =>
  `<rect class="${isUp ? 'up' : 'down'}" x="${(at % PER_ROW) * CELL + 1}" y="${Math.floor(at / PER_ROW) * CELL + 1}" width="14" height="14" rx="3"/>`;
