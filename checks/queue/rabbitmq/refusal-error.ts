import { ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import { describeAuthentication } from '../../../src/probes/http/credentials.ts';
import type { BoundProbes } from '../../../src/probes/index.ts';

type HttpAnswer = Awaited<ReturnType<BoundProbes['http']>>;

/** What RabbitMQ says where the login is right and a right is missing: it answers 401 to that as well. */
const MISSING_RIGHTS = [
  [/not management user/i, 'the user lacks the tag management', 'rabbit_tag'],
  [/not (?:a )?monitor/i, 'the user lacks the tag monitoring', 'rabbit_tag'],
  [/not (?:an )?administrator|not (?:a )?policymaker/i, 'the user lacks the tag administrator', 'rabbit_tag'],
  [/not authorised to access virtual host/i, 'the user has no rights in the virtual host', 'vhost_rights'],
] as const;

/** The ProbeError for a 401 or 403: refused credentials, or a right that is missing, of which nothing is known of the broker. */
export const refusalError = (answer: HttpAnswer, document: Json | undefined): ProbeError => {
  const said = reasonOf(document);
  const url = answer.url.replace(/\?.*$/s, '');
  const [, meaning, advice] = MISSING_RIGHTS.find(([says]) => says.test(said)) ?? [];
  const quoted = said === '' ? '' : `: ${said}`;
  if (meaning !== undefined)
    return new ProbeError('permission', `${url}: ${meaning}${quoted}`, { advice, undecided: true });
  if (answer.status === 403)
    return new ProbeError('permission', `${url}: the user lacks a right${quoted}`, { undecided: true });
  const scheme = answer.authentication === undefined ? '' : describeAuthentication(answer.authentication, 'the server');
  const hint = scheme === '' ? '' : `; ${scheme}`;
  return new ProbeError('auth', `${url}: the credentials were refused${quoted}${hint}`);
};

const reasonOf = (document: Json | undefined): string => {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) return '';
  const { reason } = document as { readonly [name: string]: Json };
  return typeof reason === 'string' ? reason.slice(0, 300) : '';
};
