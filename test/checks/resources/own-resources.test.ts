import { describe, expect, it } from 'vitest';
import { viewsOfOwnKinds } from '../../../checks/resources/own-kinds.ts';
import ownResources from '../../../checks/resources/own-resources.ts';
import { projectObject, resourceOf } from '../../../src/kubernetes/resources.ts';
import { buildCondition, type ObjectParts } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

/** What is found of a Widget by the rule that the configuration has for it. */
const judgeWidget = async (
  rule: object,
  conditions: readonly object[],
  parts: ObjectParts = {},
  params: object = {},
) => {
  const kinds = { 'widgets.acme.io': { kind: 'Widget', ...rule } };
  const [view] = viewsOfOwnKinds(kinds);
  if (view === undefined) throw new Error('the rule has the wrong shape');
  const object = buildObject({ age: '1d', ...parts, status: { conditions, ...parts.status } });
  const rows = [projectObject(view, object)];
  return (await judgeRows(ownResources, { [view]: rows }, { kinds, ...params })).findings.map(
    ({ message, level }) => `${level} ${message}`,
  );
};

const buildObject = ({ name = 'web', age, status, spec = {}, annotations, metadata }: ObjectParts) => ({
  metadata: {
    ...{ name, namespace: 'shop', uid: 'u', annotations, ...metadata },
    creationTimestamp: buildCondition('x', 'True', age ?? '1d').lastTransitionTime,
  },
  ...{ spec, status },
});

const ready = (status: string, since = '1h', more: object = {}) => buildCondition('Ready', status, since, more);

describe('a kind of the configuration', () => {
  it('is judged by its summary, with a grace and one for progress', async () => {
    const rule = { ready: ['Ready'] };
    expect(await judgeWidget(rule, [ready('True')])).toEqual([]);
    expect(await judgeWidget(rule, [ready('False')])).toEqual(['fault Ready=False for 1h']);
    expect(await judgeWidget(rule, [ready('False', '4m')])).toEqual([]);
    expect(await judgeWidget(rule, [ready('Unknown', '15m')])).toEqual([]);
    expect(await judgeWidget({ ...rule, progress: '10m' }, [ready('Unknown', '15m')])).toHaveLength(1);
    expect(await judgeWidget({ ...rule, grace: '2h' }, [ready('False')])).toEqual([]);
    expect(await judgeWidget({ ...rule, grace: '1m' }, [ready('False', '4m')])).toHaveLength(1);
    expect(await judgeWidget(rule, [ready('False', '4m')], {}, { grace: '1m' })).toHaveLength(1);
  });

  it('is judged by conditions with their reasons, level and grace', async () => {
    const stored = (status: string, reason: string, since = '3m') => [
      buildCondition('Stored', status, since, { reason }),
    ];
    const rule = { conditions: [{ type: 'Stored', status: 'False', reasons: ['DiskFull'], grace: '1m' }] };
    expect(await judgeWidget(rule, stored('False', 'DiskFull'))).toEqual(['fault Stored=False for 3m: DiskFull']);
    expect(await judgeWidget(rule, stored('False', 'Pending'))).toEqual([]);
    expect(await judgeWidget(rule, stored('True', 'DiskFull'))).toEqual([]);
    expect(await judgeWidget(rule, stored('False', 'DiskFull', '30s'))).toEqual([]);
    const any = { conditions: [{ type: 'Stored', status: 'Unknown', level: 'warning' }] };
    expect(await judgeWidget(any, stored('Unknown', 'Pending', '10m'))).toEqual([
      'warning Stored=Unknown for 10m: Pending',
    ]);
  });

  it('is judged by the conditions that any kind may have, unless they mean nothing here', async () => {
    const degraded = [ready('True'), buildCondition('Degraded', 'True', '1h', { reason: 'OnePart' })];
    expect(await judgeWidget({ ready: ['Ready'] }, degraded)).toEqual(['fault Degraded=True for 1h: OnePart']);
    expect(await judgeWidget({ ready: ['Ready'], unjudged: ['Degraded'] }, degraded)).toEqual([]);
    expect(await judgeWidget({ ready: ['Ready'], wellReasons: ['OnePart'] }, degraded)).toEqual([]);
  });

  it('is judged by a word, with the message beside it', async () => {
    const rule = { phases: [{ path: 'status.state.word', bad: ['Broken'], warn: ['Slow'], message: 'status.why' }] };
    const judge = (word: string) => judgeWidget(rule, [], { status: { state: { word }, why: 'no disk.' } });
    expect(await judge('Broken')).toEqual(['fault state.word is Broken: no disk']);
    expect(await judge('Slow')).toEqual(['warning state.word is Slow: no disk']);
    expect(await judge('Starting')).toEqual([]);
  });

  it.each([
    ['a field', ['spec.stopped'], { spec: { stopped: true } }],
    ['a field of the status', ['status.stopped'], { status: { stopped: true } }],
    ['an annotation', ['acme.io/stopped'], { annotations: { 'acme.io/stopped': 'true' } }],
  ])('is not judged on hold by %s', async (_, onHold, parts) => {
    const rule = { ready: ['Ready'], onHold };
    expect(await judgeWidget(rule, [ready('False')], parts)).toEqual([]);
    expect(await judgeWidget(rule, [ready('False')])).toHaveLength(1);
  });

  it('is not judged on hold by a condition', async () => {
    const rule = { ready: ['Ready'], onHold: ['Stopped'] };
    expect(await judgeWidget(rule, [ready('False'), buildCondition('Stopped', 'True', '1h')])).toEqual([]);
  });

  it('whose controller is behind is a warning, unless that means nothing', async () => {
    const behind = { metadata: { generation: 3 }, status: { observedGeneration: 2 } };
    expect(await judgeWidget({ ready: ['Ready'] }, [ready('True')], behind)).toEqual([
      expect.stringMatching(/^warning its controller has not looked/),
    ]);
    expect(await judgeWidget({ ready: ['Ready'], observedGeneration: false }, [ready('True')], behind)).toEqual([]);
  });

  it('is read by the plural, the group and the fields that are judged alone', () => {
    const [view] = viewsOfOwnKinds({
      'widgets.acme.io': {
        ...{ kind: 'Widget', versions: ['v1', 'v1beta1'], namespaced: false, onHold: ['spec.stopped', 'Stopped'] },
        phases: [{ path: 'status.phase', bad: ['Failed'] }],
      },
    });
    expect(resourceOf(view as never)).toMatchObject({
      ...{ group: 'acme.io', resource: 'widgets', kind: 'Widget', version: 'v1', olderVersions: ['v1beta1'] },
      ...{ namespaced: false, paths: ['status.phase', 'spec.stopped'] },
    });
  });

  it('of the wrong shape names no view: its schema says what is wrong', () => {
    expect(viewsOfOwnKinds({ 'a.b': { kind: 'Widget' }, 'c.d': 'x', 'e.f': null })).toEqual([]);
    expect(viewsOfOwnKinds(undefined)).toEqual([]);
  });

  it.each([
    ['a key that is misspelt', { 'a.b': { kind: 'W', redy: ['Ready'] } }, 'Unrecognized key: "redy"'],
    ['no rule', { 'a.b': { kind: 'W' } }, 'it says nothing that an object is judged by'],
    ['a name without a group', { widgets: { kind: 'W', ready: ['Ready'] } }, 'its plural with its API group'],
    ['no kind at all', {}, 'it names no kind'],
    [
      'a built-in kind',
      { 'certificates.cert-manager.io': { kind: 'Certificate', ready: ['Ready'] } },
      'is judged by a check of its own',
    ],
    [
      'a path elsewhere',
      { 'a.b': { kind: 'W', phases: [{ path: 'metadata.name', bad: ['x'] }] } },
      'a path begins with',
    ],
  ])('is refused with %s', (_, kinds, message) => {
    expect(JSON.stringify(ownResources.params.safeParse({ kinds }).error?.issues)).toContain(
      message.replaceAll('"', '\\"'),
    );
  });
});
