import { expect, it } from 'vitest';
import { logOutcomeOf } from '../../src/kubernetes/explainer.ts';

it.each([
  'unable to retrieve container logs for cri-o://d41d8cd98f00',
  'Error from server: Get "https://10.0.0.1:10250/containerLogs/shop/web-1/web": dial tcp 10.0.0.1:10250: i/o timeout',
  'Error from server (BadRequest): previous terminated container "web" in pod "web-1" not found',
  'previous terminated container "web" in pod "web-1" not found',
  'container "web" in pod "web-1" is waiting to start: PodInitializing',
  'failed to try resolving symlinks in path "/var/log/pods/shop_web-1_1/web/7.log": no such file or directory',
  'failed to create fsnotify watcher: too many open files',
])('takes for no log what only says that there is none: %s', (line) => {
  expect(logOutcomeOf([line, ''])).toEqual({ missing: line });
});

it.each([['level=error msg="container \\"web\\" in pod \\"web-1\\" not found"'], ['']])(
  'takes what a program wrote for its log: %s',
  (line) => expect(logOutcomeOf([line])).toEqual({ lines: [line] }),
);
