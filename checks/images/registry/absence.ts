import { ProbeError } from '../../../src/model/errors.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import { isRegistryAnswer } from './refusal.ts';
import type { RegistryApi } from './registry-api.ts';

/** What says that something is not there. Throws ProbeError for every other answer, also where no registry says so. */
export const absenceOrThrow = (api: RegistryApi, what: string, answer: HttpAnswer): string => {
  const { code, error } = api.refusal(what, answer);
  if (answer.status !== 404) throw error;
  if (!isRegistryAnswer(answer))
    throw new ProbeError('protocol', `${error.message}: the answer is not that of a registry`, {
      advice: 'other_protocol',
    });
  return `${what} is not there${code === '' ? '' : ` (${code})`}`;
};
