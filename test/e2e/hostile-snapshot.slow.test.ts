import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { crashingPod, TEN_OCLOCK } from '../kubernetes/api-objects.ts';
import { folderForSuite } from '../support/for-test.ts';
import { runKavmon, runProcess } from '../support/run-process.ts';

// Whoever sends a snapshot by mail chooses every text in it: none may act on what shows it.

const FORMATS = ['table', 'json', 'junit', 'tap', 'nagios', 'prometheus', 'markdown', 'html', 'incident', 'avmon'];
const LOG_FORMATS = ['logstash', 'ecs', 'json', 'text'];

const CI_COMMANDS = [
  '::set-output name=a::b',
  '  ::add-mask::kavmon',
  '\u00a0::stop-commands::x',
  '##vso[task.setvariable variable=a]b',
  'text ##[command]whoami',
  "###teamcity[buildStatus text='ok']",
  '--- heading',
  '+++ open heading',
  'section_start:1:a\r\u001b[0Ka',
];
const CONTROLS = '\u009b31mC1\u001b[2J\u0007\b\u202eBIDI\u2066\u200e\u061cZERO\u200b\ufeff\u2028\u2029\u00ad\u0000END';
const HOSTILE_TEXT = [...CI_COMMANDS, CONTROLS, "'; touch pwned; '", '$(touch pwned)', '`touch pwned`'].join('\n');
const name = (label: string) => `--${label}'; touch pwned; '\n::error::${label}\u009b\u202e\n##vso[x]`;

const suite = folderForSuite('hostile-snapshot');
let snapshotPath = '';

beforeAll(async () => {
  snapshotPath = join(suite.path, 'mail.json.gz');
  const pod = crashingPod(name('pod'), name('namespace'));
  const [status] = pod.status.containerStatuses;
  const container = name('container');
  const hostilePod = {
    ...pod,
    metadata: { ...pod.metadata, ownerReferences: [] },
    spec: { ...pod.spec, nodeName: name('node'), containers: [{ ...pod.spec.containers[0], name: container }] },
    status: {
      ...pod.status,
      containerStatuses: [
        {
          ...status,
          name: container,
          image: name('image'),
          state: { waiting: { reason: 'CrashLoopBackOff', message: HOSTILE_TEXT } },
        },
      ],
    },
  };
  const lost = {
    ...pod,
    metadata: { ...pod.metadata, name: name('lost'), uid: 'lost', ownerReferences: [] },
    status: {
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: HOSTILE_TEXT,
          lastTransitionTime: TEN_OCLOCK,
        },
      ],
    },
  };
  const event = {
    metadata: { name: 'e', namespace: name('namespace') },
    involvedObject: { kind: 'Pod', namespace: name('namespace'), name: name('pod'), uid: pod.metadata.uid },
    type: 'Warning',
    reason: 'Failed',
    message: HOSTILE_TEXT,
    lastTimestamp: TEN_OCLOCK,
  };
  const log = { kind: 'KavmonLog', namespace: name('namespace'), pod: name('pod'), container };
  const logs = [true, false].map((previous) => ({ ...log, previous, lines: HOSTILE_TEXT.split('\n') }));
  const takenAt = '2026-11-21T11:00:00Z';
  const lines = [
    { kind: 'KavmonSnapshot', version: 1, takenAt, server: 'v1.35.4', namespaces: null },
    ...[hostilePod, lost].map((object) => ({ apiVersion: 'v1', kind: 'Pod', ...object })),
    { apiVersion: 'v1', kind: 'Event', ...event },
    ...logs,
    { kind: 'KavmonSnapshotEnd', takenAt, views: { pods: { count: 2 }, events: { count: 1 } } },
  ];
  await writeFile(snapshotPath, gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
});

/** Commands that a CI server would carry out, as its runner looks for them. */
const ciCommandsIn = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => /##\w*\[/.test(line) || /^\s*::/.test(line) || /^(?:---|\+\+\+|~~~|\^\^\^)\s/.test(line));

const RAW_CONTROL = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\u00ad\u200b\u2028\u2029\u2060-\u206f\ufeff]/u;

const expectHarmless = (text: string, what: string): void => {
  expect({ what, commands: ciCommandsIn(text) }).toEqual({ what, commands: [] });
  const at = text.search(RAW_CONTROL);
  expect({ what, control: at < 0 ? '' : JSON.stringify(text.slice(Math.max(0, at - 60), at + 10)) }).toEqual({
    what,
    control: '',
  });
};

/** The lines that a person pastes, of each format that has any. */
const commandsIn: Readonly<Record<string, (text: string) => readonly string[]>> = {
  table: (text) => text.split('\n').flatMap((line) => /^ +\$ (.*)$/.exec(line)?.[1] ?? []),
  json: (text) =>
    JSON.parse(text).results.flatMap((result: { findings: { next: string[] }[] }) =>
      result.findings.flatMap(({ next }) => next),
    ),
  junit: (text) =>
    text
      .split('\n')
      .flatMap((line) => /^ +\$ (.*)$/.exec(line)?.[1] ?? [])
      .map((line) =>
        line
          .replace(/<\/\w+>$/, '')
          .replaceAll('&#39;', "'")
          .replaceAll('&quot;', '"')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&amp;', '&'),
      ),
  tap: (text) =>
    text
      .split('\n')
      .flatMap((line) => /^ {2}findings: (.*)$/.exec(line)?.[1] ?? [])
      .flatMap((found) => JSON.parse(found).flatMap(({ next }: { next: string[] }) => next)),
  markdown: (text) => [...text.matchAll(/^```+sh\n([\s\S]*?)\n```+$/gm)].flatMap(([, block = '']) => block.split('\n')),
  incident: (text) => text.split('\n').flatMap((line) => /^ +- Next: (kubectl .*)$/.exec(line)?.[1] ?? []),
};

describe('a snapshot from somebody else', () => {
  it('acts on nothing that shows the report, in every document', async () => {
    const paths = FORMATS.map((format) => join(suite.path, `report.${format}`));
    const outputs = FORMATS.flatMap((format, index) => ['-o', `${format}=${paths[index]}`]);
    const termination = join(suite.path, 'termination');
    const args = ['--snapshot', snapshotPath, '-g', 'pods', '--no-metrics', ...outputs];
    const { code } = await runKavmon(args, { env: { KAVMON_TERMINATION_LOG: termination } });
    expect(code).toBe(1);
    const documents = await Promise.all([...paths, termination].map((path) => readFile(path, 'utf8')));
    documents.forEach((text, index) => {
      expectHarmless(text, FORMATS[index] ?? 'termination message');
    });
    const kubectl = 'kubectl() { printf "%s\\n" "$*" >> ran; }';
    for (const [format, extract] of Object.entries(commandsIn)) {
      const commands = extract(documents[FORMATS.indexOf(format)] ?? '');
      expect(commands.length, format).toBeGreaterThan(0);
      const script = [kubectl, ...commands, 'ls'].join('\n');
      const pasted = await runProcess('sh', ['-c', script], { cwd: suite.path });
      expect({ format, code: pasted.code, stderr: pasted.stderr }).toEqual({ format, code: 0, stderr: '' });
      expect(pasted.stdout).not.toContain('pwned');
    }
    const ran = await readFile(join(suite.path, 'ran'), 'utf8');
    expect(ran).toContain("-n --namespace'; touch pwned; '?::error::namespace");
    expect(
      ran.split('\n').filter((line) => line !== '' && !line.startsWith('-n ') && !line.startsWith('describe ')),
    ).toEqual([]);
  });

  it.each(LOG_FORMATS)('acts on nothing that reads the log in the format %s', async (format) => {
    const args = ['--snapshot', snapshotPath, '-g', 'pods', '--no-metrics', '-l', 'debug', '--log-format', format];
    const { stdout, stderr } = await runKavmon(args);
    expect(stdout).toContain('touch pwned');
    expectHarmless(stdout + stderr, format);
  });

  it('acts on nothing that reads the error about one that cannot be used', async () => {
    const path = join(suite.path, '::error::x\u009b\n##vso[x].json');
    await writeFile(path, `{"kind":"::error::\\n##vso[x]"}`);
    const { stdout, stderr, code } = await runKavmon(['--snapshot', path, '-g', 'pods', '--no-metrics']);
    expect(code).toBe(2);
    expectHarmless(stdout + stderr, 'error');
  });
});
