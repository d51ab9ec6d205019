import type { CheckMetadata } from '../../check/check.ts';
import { checkExample } from '../../check/check-example.ts';
import { describeParameters } from '../../check/describe-parameters.ts';
import { checksOfReason } from '../../check/reason-checks.ts';
import { type Reason, reasons } from '../../model/reasons.ts';
import { apiRightsOf } from './rights.ts';

export type CheckDocument = ReturnType<typeof checkDocument>;

/** All that is told of a check. */
export const checkDocument = (check: CheckMetadata) => ({
  name: check.name,
  group: check.group,
  title: check.title,
  why: check.why,
  remedy: check.remedy,
  severity: check.severity,
  timeout: check.timeout ?? '10s',
  enabled: check.enabled ?? check.onlyByName !== true,
  onlyByName: check.onlyByName ?? false,
  needs: check.needs,
  wants: check.wants ?? [],
  rights: apiRightsOf(check),
  parameters: describeParameters(check),
  example: checkExample(check),
  module: check.module ?? null,
});

/** What is told of a reason. */
export interface ReasonDocument {
  readonly reason: string;
  readonly meaning: string;
  readonly checks: readonly Pick<CheckMetadata, 'name' | 'title' | 'why' | 'remedy'>[];
}

/** All that is told of a reason; undefined when there is none of that name. */
export const reasonDocument = (subject: string, catalogue: readonly CheckMetadata[]): ReasonDocument | undefined => {
  if (!Object.hasOwn(reasons, subject)) return undefined;
  const names = checksOfReason(subject as Reason, catalogue);
  return {
    reason: subject,
    meaning: reasons[subject as Reason].text,
    checks: catalogue
      .filter(({ name }) => names.includes(name))
      .map(({ name, title, why, remedy }) => ({ name, title, why, remedy })),
  };
};
