import { expect } from 'vitest';
import mysqlConnection from '../../../checks/database/mysql-connection.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type MysqlScript, startScriptedMysql } from '../../support/scripted-mysql.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const CANARY_PASSWORD = 'canary-7f3a';

/** Judges a server; expects that its connection is closed, and its password in no result. */
export const judgeServer = async ({ port, connections }: TestListener, params: object, timeoutMs = 3000) => {
  const access = { host: '127.0.0.1', port, user: 'kavmon', password: CANARY_PASSWORD };
  const result = await judgeCheck(mysqlConnection, { ...access, ...params }, { timeoutMs });
  await pollUntil(() => connections() === 0, { what: 'the probe to close its connection' });
  expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
  return result;
};

/** The verdict on a server that answers by a script. */
export const judgeScript = async (script: MysqlScript, params: object = {}) =>
  formatVerdict(await judgeServer(await stopAfterTest(startScriptedMysql(script)), params));
