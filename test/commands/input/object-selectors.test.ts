import { expect, it } from 'vitest';
import { objectSelectors } from '../../../src/commands/input/object-selectors.ts';

it('objectSelectors takes the selectors as they are, and for a release the labels that charts of Helm give', () => {
  expect(objectSelectors({ selector: ['app=web'], release: ['shop'] })).toEqual([
    'app=web',
    'app.kubernetes.io/instance=shop',
    'release=shop,heritage',
  ]);
  expect(objectSelectors({ selector: [], release: [] })).toEqual([]);
});
