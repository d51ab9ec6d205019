import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import clockOffset from '../../../checks/endpoint/clock-offset.ts';
import { probeNtp } from '../../../src/probes/ntp/ntp.ts';
import { startDaemon } from '../../support/daemon.ts';
import { ensurePackages } from '../../support/debian.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { folderForTest, stopAfterTest } from '../../support/for-test.ts';
import { findFreePort } from '../../support/free-port.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

/** Starts a real time server on loopback that leaves this machine's clock alone. */
const startChrony = async (lines: readonly string[]) => {
  const folder = await folderForTest('chrony');
  const port = await findFreePort();
  const file = join(folder, 'chrony.conf');
  const own = [`port ${port}`, 'cmdport 0', 'bindaddress 127.0.0.1', `pidfile ${join(folder, 'pid')}`];
  await writeFile(file, `${[...own, ...lines].join('\n')}\n`);
  const daemon = startDaemon('chronyd', ['-d', '-x', '-U', '-u', 'root', '-f', file]);
  await stopAfterTest(Promise.resolve(daemon));
  return { port, daemon };
};

const judge = (port: number) =>
  judgeCheck(clockOffset, { servers: [`127.0.0.1:${port}`], serverTimeout: '1s' }, { timeoutMs: 5000 });

describeUnless(await ensurePackages(['chrony']))('a real time server', () => {
  it('says that the clock of its own machine is right, and nothing once it is frozen', async () => {
    const { port, daemon } = await startChrony(['allow 127.0.0.0/8', 'local stratum 3']);
    const session = { signal: AbortSignal.timeout(10_000), phase: () => {} };
    const isUp = () =>
      probeNtp({ host: '127.0.0.1', port, timeoutMs: 500 }, session).then(
        () => true,
        () => false,
      );
    await pollUntil(isUp, { what: 'chronyd answers' });
    expect(await judge(port)).toMatchObject({ status: 'ok', measures: { offset: { unit: 's' } } });
    await daemon.pause();
    expect(formatVerdict(await judge(port))).toMatch(/^timeout connect_timeout/);
    await daemon.resume();
  });

  it('is not believed while it has no source itself', async () => {
    const { port, daemon } = await startChrony(['allow 127.0.0.0/8']);
    await pollUntil(() => daemon.output().includes('Disabled control of system clock'), { what: 'chronyd is up' });
    expect(formatVerdict(await judge(port))).toMatch(/^failed (?:assertion|permission): /);
  });
});
