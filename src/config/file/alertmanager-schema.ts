import * as z from 'zod';
import { duration } from '../../params/duration.ts';

const baseAddress = () =>
  z.string().regex(/^https?:\/\/[^\s@]+$/, {
    error: 'expected http:// or https:// and a host, without credentials, which stand in KAVMON_ALERTMANAGER_URL',
  });

/** Schema of `alertmanager` of the file. */
export const alertmanagerSchema = () =>
  z
    .strictObject({
      url: z
        .union([baseAddress(), z.array(baseAddress()).min(1)])
        .optional()
        .describe('Base address, or several, each of which gets every alert: http://alertmanager:9093'),
      ca: z
        .string()
        .min(1)
        .optional()
        .describe('File with the authorities that are trusted, in PEM; relative to the working folder'),
      resolveAfter: duration()
        .refine((ms) => ms >= 60_000, { error: 'an alert ends with it unless a run repeats it: at least 1m' })
        .optional()
        .describe('When an alert ends that no run repeats: some three intervals; default: 30m'),
    })
    .describe('Sends each problem as an alert to Alertmanager; credentials stand in variables (docs/alerts.md)');
