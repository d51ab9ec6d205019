import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

/** What a check says of a pod with one container of that specification. */
export const messagesAbout = async (check: Parameters<typeof judgeRows>[0], spec: object, params: object = {}) =>
  (
    await judgeRows(check, { pods: [buildPod({ containers: [buildContainer({ spec })] })] }, { ...params })
  ).findings.map(({ message }) => message);
