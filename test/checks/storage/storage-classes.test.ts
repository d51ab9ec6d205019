import { expect, it } from 'vitest';
import classes from '../../../checks/storage/storage-classes.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { storageClassRow } from './storage-class-rows.ts';

const defaultAnnotation = { 'storageclass.kubernetes.io/is-default-class': 'true' };

it.each([
  ['none', [], 0],
  ['one', [storageClassRow('a', {}, defaultAnnotation), storageClassRow('b')], 0],
  ['two', [storageClassRow('a', {}, defaultAnnotation), storageClassRow('b', {}, defaultAnnotation)], 1],
])('the number of default classes is judged: %s', async (_, storageClasses, count) =>
  expect((await judgeRows(classes, { storageClasses })).findings).toHaveLength(count),
);
