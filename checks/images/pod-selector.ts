import * as z from 'zod';
import { parseSelector } from '../../src/kubernetes/objects/label-selector.ts';

/** Schema of a label selector as kubectl takes it. An empty one is refused: it would match all pods. */
export const podSelector = () =>
  z.string().superRefine((text, context) => {
    try {
      if (parseSelector(text).expressions.length > 0) return;
      context.addIssue({ code: 'custom', message: 'an empty selector would match everything' });
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
    }
  });
