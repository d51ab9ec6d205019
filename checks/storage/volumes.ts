import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { PersistentVolumeRow } from '../../src/kubernetes/views/persistent-volumes.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';

export default defineCheck({
  group: 'storage',
  name: 'volumes',
  title: 'Volumes are made and reclaimed',
  why: 'A volume that failed cannot be used again, and its disk may still be paid for.',
  remedy: 'Read what the provisioner says of the volume; delete it when its data is not needed.',
  severity: 'sev3',
  needs: ['persistentVolumes'],
  params: z.strictObject({ grace: duration().prefault('5m').describe('How long a volume may be Failed or Pending') }),
  run({ persistentVolumes, params, now, note }) {
    const living = persistentVolumes.filter(({ deletingAt }) => deletingAt === undefined);
    for (const phase of ['Released', 'Available']) {
      const count = living.filter((row) => row.phase === phase).length;
      if (count > 0) note(`${pluralize(count, 'volume is', 'volumes are')} ${phase}`);
    }
    return living
      .filter(
        ({ phase, phaseAt, createdAt }) => FAULTY_PHASES.has(phase) && now - (phaseAt ?? createdAt) > params.grace,
      )
      .map((row) => volumeFinding(row, now));
  },
});

const FAULTY_PHASES: ReadonlySet<string> = new Set(['Failed', 'Pending']);

const volumeFinding = (row: PersistentVolumeRow, now: number): Finding => {
  const { ref, phase, reason, message, claim, reclaim, phaseAt, createdAt } = row;
  const why = [reason, message].filter(Boolean).join(': ');
  const whose = claim === undefined ? '' : ` (claim ${claim.namespace}/${claim.name})`;
  return {
    reason: 'volume_failed',
    message: `${phase} for ${formatDuration(now - (phaseAt ?? createdAt))}${whose}${why === '' ? '' : `: ${why}`}`,
    object: ref,
    evidence: {
      phase,
      reclaim: reclaim ?? null,
      claim: claim === undefined ? null : `${claim.namespace}/${claim.name}`,
    },
    next: [describeCommand(ref)],
  };
};
