import { describe, expect, it } from 'vitest';
import check from '../../../checks/images/image-versions.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const podRunning = (tag: string, of: Parameters<typeof buildPod>[0] = {}) =>
  buildPod({
    age: '12d',
    containers: [
      buildContainer({ spec: { image: `registry.acme.test/shop/web:${tag}` } }),
      buildContainer({ name: 'mesh', spec: { image: 'mesh:3' } }),
    ],
    ...of,
  });

const webExpectation = { selector: 'app=web', container: 'web' };
const expectedRelease = { ...webExpectation, version: '1.4.0', source: 'release 2026-11' };

it('another version is told with what was expected, by whom, and how old it is', async () => {
  const { findings } = await judgeRows(check, { pods: [podRunning('1.3.9')] }, { expected: [expectedRelease] });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'version_mismatch',
      message:
        'container web runs registry.acme.test/shop/web:1.3.9, expected 1.4.0 (release 2026-11); its oldest pod started 12d ago',
      object: { kind: 'Deployment', namespace: 'shop', name: 'web', container: 'web' },
    }),
  ]);
});

it.each([
  ['1.4.0', expectedRelease, 0],
  ['v1.4.0-alpine', expectedRelease, 0],
  ['1.4.01', expectedRelease, 1],
  ['1.4.0-rc1', expectedRelease, 1],
  ['1.4.0-beta.2-alpine', expectedRelease, 1],
  ['1.4.0-SNAPSHOT', expectedRelease, 1],
  ['1.4.0-rc1-alpine', { ...webExpectation, version: '1.4.0-rc1' }, 0],
  ['10', { ...webExpectation, version: '1' }, 1],
  ['v1.4.0', { ...webExpectation, tag: 'v1.4.0' }, 0],
  ['v1.4.0-alpine', { ...webExpectation, tag: 'v1.4.0' }, 1],
  ['1', { ...webExpectation, digest: `sha256:${'a'.repeat(64)}` }, 0],
  ['1', { ...webExpectation, digest: `sha256:${'b'.repeat(64)}` }, 1],
  ['1', { selector: 'app=web', repository: 'shop/web', version: '1' }, 0],
])('the version %s against %o gives %i findings', async (tag, expected, count) => {
  expect((await judgeRows(check, { pods: [podRunning(tag)] }, { expected: [expected] })).findings).toHaveLength(count);
});

it('a rollout is given its time', async () => {
  const judged = async (age: string) =>
    (
      await judgeRows(
        check,
        { pods: [podRunning('1.3.9'), podRunning('1.4.0', { name: 'web-2', age })] },
        { expected: [expectedRelease] },
      )
    ).findings.length;
  expect([await judged('14m'), await judged('15m')]).toEqual([0, 1]);
});

it('an expectation that nothing meets is no health', async () => {
  const nobody = { ...expectedRelease, selector: 'app=nobody' };
  await expect(judgeRows(check, { pods: [podRunning('1.4.0')] }, { expected: [nobody] })).rejects.toThrow(
    'no container of a pod with app=nobody could be compared with 1.4.0',
  );
  const { findings, notes } = await judgeRows(
    check,
    { pods: [podRunning('1.3.9')] },
    { expected: [nobody, expectedRelease] },
  );
  expect([findings.length, notes.length]).toEqual([1, 1]);
});

it('an image that is pinned by its digest alone has no version that could be compared', async () => {
  const pinned = podRunning('1.4.0', {
    containers: [buildContainer({ spec: { image: `registry.acme.test/shop/web@sha256:${'a'.repeat(64)}` } })],
  });
  const words = '1 container of pods with app=web could not be compared with 1.4.0';
  const expected = [expectedRelease];
  for (const pods of [[pinned], [pinned, podRunning('1.4.0', { name: 'web-2' })]])
    await expect(judgeRows(check, { pods }, { expected })).rejects.toThrow(words);
  const beside = await judgeRows(check, { pods: [pinned, podRunning('1.3.9', { name: 'web-2' })] }, { expected });
  expect([beside.findings.length, beside.notes.length]).toEqual([1, 1]);
  const counts = ['a', 'b'].map(async (digit) => {
    const digest = `sha256:${digit.repeat(64)}`;
    return (await judgeRows(check, { pods: [pinned] }, { expected: [{ ...expectedRelease, digest }] })).findings.length;
  });
  expect(await Promise.all(counts)).toEqual([0, 1]);
});

const NOTHING_EXPECTED = 'no versions are expected: only version labels were compared';

describe('the version label', () => {
  const labelled = (label: string) => podRunning('1.4.0', { labels: { 'app.kubernetes.io/version': label } });

  it('that no image agrees with is a note, or a warning when asked for', async () => {
    const { findings, notes } = await judgeRows(check, { pods: [labelled('1.5.0')] });
    const words =
      'its label app.kubernetes.io/version is 1.5.0, its images are registry.acme.test/shop/web:1.4.0, mesh:3';
    expect([findings, notes]).toEqual([[], [NOTHING_EXPECTED, `Deployment shop/web: ${words}`]]);
    const strict = await judgeRows(check, { pods: [labelled('1.5.0')] }, { label: 'warning' });
    expect(strict.findings).toEqual([expect.objectContaining({ level: 'warning', message: words })]);
    const off = await judgeRows(check, { pods: [labelled('1.5.0')] }, { label: 'off', expected: [expectedRelease] });
    expect(off).toEqual({ findings: [], notes: [] });
  });

  it('of many owners is told of five', async () => {
    const pods = Array.from({ length: 7 }, (_, nth) =>
      podRunning('1.4.0', { owner: `Deployment/web-${nth}`, labels: { 'app.kubernetes.io/version': '1.5.0' } }),
    );
    const { notes } = await judgeRows(check, { pods });
    expect(notes).toHaveLength(7);
    expect(notes.at(-1)).toBe('and 2 more version labels that no image agrees with');
  });

  it.each([
    ['nothing', []],
    ['the same', [labelled('v1.4.0')]],
    ["a sidecar's", [labelled('3')]],
    ['no label', [podRunning('1.4.0')]],
  ])('says nothing: %s', async (_, pods) =>
    expect(await judgeRows(check, { pods }, { label: 'warning' })).toEqual({ findings: [], notes: [NOTHING_EXPECTED] }),
  );
});

it.each([
  ['without a version, tag or digest', webExpectation],
  ['with an empty selector', { ...expectedRelease, selector: ' ' }],
  ['with a selector that is none', { ...expectedRelease, selector: 'app=(' }],
])('an expectation %s is refused', (_, expected) => {
  expect(check.params.safeParse({ expected: [expected] }).success).toBe(false);
});

it('a configuration that compares nothing is refused', () => {
  expect(check.params.safeParse({ label: 'off' }).success).toBe(false);
});
