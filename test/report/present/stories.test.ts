import { describe, expect, it } from 'vitest';
import type { ReportedFinding } from '../../../src/model/result.ts';
import { storySubject, storyText, tellStories } from '../../../src/report/present/stories.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

const unpulled = (namespace: string, name: string): ReportedFinding =>
  makeFinding({
    reason: 'image_pull',
    message: `container ${name} waits in ImagePullBackOff: DNS: the registry's name does not resolve`,
    object: { kind: 'Deployment', namespace, name, container: name },
    fingerprint: `pull-${name}`,
  });

const storiesOf = (...findings: readonly ReportedFinding[]) =>
  tellStories(makeReport([makeResult({ status: 'failed', findings })]));

describe('stories', () => {
  it('tell one cause in many workloads once, with how many they are', () => {
    const stories = storiesOf(unpulled('shop', 'web'), unpulled('bank', 'api'), unpulled('mail', 'smtp'));
    expect(stories.map(storySubject)).toEqual(['3 Deployments (bank/api, mail/smtp and 1 more)']);
  });

  it('tell what is an object’s own fault each for itself, without the container', () => {
    const crashes = ['web', 'api'].map((name) =>
      makeFinding({ object: { kind: 'Deployment', namespace: 'shop', name, container: 'app' }, fingerprint: name }),
    );
    expect(storiesOf(...crashes).map(storySubject)).toEqual(['Deployment shop/api', 'Deployment shop/web']);
  });

  it('begin with the problem that takes along most, and count what follows from all at the end of their line', () => {
    const follows = ['pull-web', 'pull-web', 'pull-api'].map((causedBy, at) =>
      makeFinding({ reason: 'not_ready', causedBy, fingerprint: `follows-${at}` }),
    );
    const [story] = storiesOf(unpulled('shop', 'web'), unpulled('bank', 'api'), ...follows);
    expect(story?.consequences).toBe(3);
    expect(story && storyText(story)).toMatch(/^sev2 2 Deployments \(shop\/web, bank\/api\): .* \(\+3\)$/);
  });

  it('name the check where there is no object', () => {
    const silent = makeResult({ service: 'shop', name: 'http', status: 'timeout', message: 'no answer in 5 s' });
    expect(tellStories(makeReport([silent])).map(storyText)).toEqual(['sev2 shop/http: no answer in 5 s']);
  });

  it('make one banner of all checks that could not look for one reason', () => {
    const blind = ['nodes', 'pods'].map((name) =>
      makeResult({ name, status: 'error', reason: 'permission', message: 'forbidden' }),
    );
    expect(tellStories(makeReport(blind)).map(storySubject)).toEqual(['2 checks could not look']);
    expect(tellStories(makeReport(blind.slice(1))).map(storySubject)).toEqual(['cluster/pods could not look']);
  });
});
