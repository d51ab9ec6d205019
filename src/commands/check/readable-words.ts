import { type CheckMetadata, checkGroups } from '../../check/check.ts';
import { CLUSTER_SERVICE } from '../../config/registrations/usages.ts';
import { adviceTexts } from '../../model/advice.ts';
import { reasons } from '../../model/reasons.ts';
import { statuses } from '../../model/status.ts';

/** Words and whole sentences of documents that stay readable, whatever somebody's password is. */
export const readableWords = (builtIn: readonly CheckMetadata[]): readonly string[] => [
  ...builtIn.flatMap(({ name, title, why, remedy, remedies = {} }) => [
    name,
    title,
    why,
    remedy,
    ...Object.values(remedies).filter((text) => text !== undefined),
  ]),
  ...Object.values(adviceTexts),
  ...Object.values(reasons).map(({ text }) => text),
  ...checkGroups,
  ...statuses,
  ...Object.keys(reasons),
  CLUSTER_SERVICE,
];
