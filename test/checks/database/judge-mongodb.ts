import { expect } from 'vitest';
import mongodbConnection from '../../../checks/database/mongodb-connection.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type MongodbScript, startScriptedMongodb } from '../../support/scripted-mongodb.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

export const CANARY_PASSWORD = 'canary-7f3a';

/** The verdict on a deployment; expects the password in no result. */
export const judgeMongodb = async (params: object, timeoutMs = 3000): Promise<string> => {
  const result = await judgeCheck(mongodbConnection, params, { timeoutMs });
  expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
  return formatVerdict(result);
};

/** The verdict on a server that answers by a script. */
export const judgeScript = async (script: MongodbScript, params: object = {}): Promise<string> => {
  const server = await stopAfterTest(startScriptedMongodb(script));
  const verdict = await judgeMongodb({ hosts: [`127.0.0.1:${server.port}`], ...params });
  await pollUntil(() => server.connections() === 0, { what: 'the probe to close its connections' });
  return verdict;
};
