import { describe, expect, it } from 'vitest';
import type { StatusDocument, WorkloadDocument } from '../../src/commands/status/status-document.ts';
import { type StatusFlags, status } from '../../src/commands/status.ts';
import { captureRun } from './capture-run.ts';

const FLAGS: StatusFlags = {
  config: [],
  checks: [],
  namespace: [],
  allNamespaces: true,
  snapshot: 'examples/cluster.json.gz',
  selector: [],
  release: [],
  podLogs: true,
  output: 'text',
  verbose: false,
  watch: false,
  for: 600_000,
};

const run = (target: string | undefined, flags: Partial<StatusFlags> = {}) =>
  captureRun(async (io) => (await status(target, { ...FLAGS, ...flags }, io)).code, { columns: 80 });

let whole: Promise<StatusDocument> | undefined;
/** The document of everything, made once. */
const wholeDocument = (): Promise<StatusDocument> => {
  whole ??= run(undefined, { output: 'json' }).then(({ stdout }) => JSON.parse(stdout) as StatusDocument);
  return whole;
};

const find = ({ workloads }: StatusDocument, name: string): WorkloadDocument => {
  const found = workloads.find(({ object }) => object.name === name);
  if (found === undefined) throw new Error(`no workload ${name}`);
  return found;
};

describe('the status of a saved cluster', () => {
  it('is told for a person, the worst first, within 80 columns but for commands', async () => {
    const { code, stdout } = await run(undefined);
    expect(code).toBe(1);
    const wide = stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith('  $') && line.includes(' '));
    expect(wide.filter((line) => !/\S{50}/.test(line))).toEqual([]);
    await expect(stdout).toMatchFileSnapshot('../fixtures/status/cluster.txt');
  });

  it('lists all replicas of a workload that is named', async () => {
    const { code, stdout } = await run('deploy/customer-portal');
    expect(code).toBe(1);
    await expect(stdout).toMatchFileSnapshot('../fixtures/status/stuck-upgrade.txt');
  });

  it('is the same in JSON, with images, digests, last ends and logs', async () => {
    const document = await wholeDocument();
    expect(document).toMatchObject({ schemaVersion: 1, target: null, settled: null, exitCode: 1, unread: [] });
    const { states, workloads } = document;
    expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(workloads.length);
    const printer = find(document, 'label-printer');
    expect(printer).toMatchObject({ state: 'errored', wanted: 1, responsive: 0 });
    const [container] = printer.replicas[0]?.containers ?? [];
    expect(container).toMatchObject({ level: 'errored', restarts: 8, lastEnd: { reason: 'OOMKilled', exitCode: 137 } });
    expect(container?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(find(document, 'month-end').replicas[0]?.log?.lines).toEqual(['ledger is locked by another run']);
    expect(find(document, 'customer-portal').rollout).toMatchObject({
      current: { number: '1', responsive: 2 },
      candidate: { number: '2', responsive: 0 },
    });
  });

  it('says which other object is the cause', async () => {
    const { causes } = find(await wholeDocument(), 'photo-store');
    expect(causes.map(({ object }) => object?.kind)).toEqual(['PersistentVolumeClaim']);
  });

  it('is 0 for a workload that runs, which it lists whole', async () => {
    const all = await wholeDocument();
    const healthy = all.workloads.find(({ state, object }) => state === 'running' && object.kind === 'Deployment');
    const { name, namespace = '' } = healthy?.object ?? { name: '' };
    const { code, stdout } = await run(`deployment/${name}`, { namespace: [namespace], allNamespaces: false });
    expect(code).toBe(0);
    expect(stdout).toContain('1 workload: 1 running.');
    expect(stdout).toContain('Responsive');
  });

  it('is 1 where a namespace has no workload, since nothing was verified', async () => {
    const { code, stdout } = await run(undefined, { namespace: ['empty'], allNamespaces: false });
    expect(code).toBe(1);
    expect(stdout).toMatch(/nothing was verified|could not read/);
  });

  it('refuses to watch a snapshot', async () => {
    await expect(run(undefined, { watch: true })).rejects.toThrow('a snapshot stands still');
  });
});
