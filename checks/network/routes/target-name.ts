import * as z from 'zod';
import { parseTarget } from '../../../src/triage/target-kinds.ts';

/** Schema of an object as `kavmon triage` takes it: `ingress/shop`. */
export const targetName = () =>
  z.string().superRefine((text, context) => {
    try {
      if (parseTarget(text) !== undefined) return;
      context.addIssue({
        code: 'custom',
        message: `"${text}" names no kind: write ingress/${text} or service/${text}`,
      });
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
    }
  });
