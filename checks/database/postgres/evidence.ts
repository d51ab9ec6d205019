import type { Json } from '../../../src/model/json.ts';
import { answeredValue } from '../../../src/probes/part-answer.ts';
import type { PostgresAnswer } from '../../../src/probes/postgres/postgres.ts';

/** Links and slots listed at most. */
const MAX_LISTED = 20;

/** Evidence of every finding: the server, and what was asked of it. */
export const postgresEvidence = (answer: PostgresAnswer): { readonly [key: string]: Json } => {
  const links = answeredValue(answer.replication)?.links.slice(0, MAX_LISTED);
  const slots = answeredValue(answer.slots)?.slice(0, MAX_LISTED);
  const archiver = answeredValue(answer.archiver);
  const sequences = answeredValue(answer.sequences)?.nearest;
  return {
    target: answer.target,
    ...(answer.tried.length === 0
      ? {}
      : { tried: answer.tried.map(({ target, problem }) => ({ target, problem: problem.message })) }),
    version: answer.version,
    role: answer.role,
    encrypted: answer.encrypted,
    connections: { ...answer.connections },
    ...(links === undefined ? {} : { replication: links.map((link) => ({ ...link })) }),
    ...(archiver === undefined
      ? {}
      : { archiver: { ...archiver, failing: archiver.failing && { ...archiver.failing } } }),
    ...(sequences === undefined ? {} : { sequences: sequences.map((sequence) => ({ ...sequence })) }),
    ...(slots === undefined ? {} : { slots: slots.map((slot) => ({ ...slot })) }),
  };
};
