import * as z from 'zod';

/** Schema of a parameter that a user may expect and that cannot be; `why` ends with what to do. */
export const refusedParam = (why: string) => z.never({ error: why }).optional().describe(`Refused: ${why}`);
