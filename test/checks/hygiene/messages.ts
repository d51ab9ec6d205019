import { container, pod } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';

/** What a check says of a pod with one container of that specification. */
export const messagesAbout = async (check: Parameters<typeof judge>[0], spec: object, params: object = {}) =>
  (await judge(check, { pods: [pod({ containers: [container({ spec })] })] }, { ...params })).findings.map(
    ({ message }) => message,
  );
