import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderForSuite } from '../support/for-test.ts';
import { FAULTS, type FaultName } from './faults/broken-servers.ts';
import { expectCleanEnd, expectOutcomes } from './faults/expect-faults.ts';
import { type FaultsRun, runFaults } from './faults/run-faults.ts';

// Every check of a service against every kind of broken server; those of each run side by side, in one process.

const RUNS: Readonly<Record<string, readonly FaultName[]>> = {
  'nobody there': ['refused', 'missing-name', 'resetting', 'closing-at-request'],
  silence: ['silent', 'silent-asked-tls', 'silent-behind-tls'],
  'half a reply': ['half-and-hanging', 'half-and-closing', 'byte-a-second'],
  'another protocol': ['garbage', 'web-server', 'mail-server', 'wants-tls'],
  'another protocol in place of TLS': ['web-server-asked-tls', 'ssh-server-asked-tls'],
  'bad certificates': ['tls-untrusted', 'tls-expired', 'tls-wrong-name'],
  'no end': ['endless-bytes'],
  'an answer without an end': ['endless-answer'],
  'a refused login': ['refused-login', 'closing', 'ssh-server'],
};

const folder = folderForSuite('fault-matrix');

describe.each(Object.entries(RUNS))('%s', (_, names) => {
  let faults: FaultsRun;
  beforeAll(async () => {
    faults = await runFaults(folder.path, names);
  });
  afterAll(() => faults.stop());

  it('is named by every check, with its own status and reason', () => expectOutcomes(faults, names));

  it('ends by the deadline, within bounds, and without a secret', () => expectCleanEnd(faults));
});

it('every fault is in one of the runs', () => {
  expect(Object.values(RUNS).flat().toSorted()).toEqual(Object.keys(FAULTS).toSorted());
});
