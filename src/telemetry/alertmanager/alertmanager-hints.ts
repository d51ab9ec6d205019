import { type FailureHints, UNREACHABLE_HINTS } from '../transport/failure-hints.ts';
import { BUSY_HINTS } from '../transport/send-until-accepted.ts';

const ADDRESS_HINT =
  'KAVMON_ALERTMANAGER_URL is the base address of an Alertmanager, with its route prefix: http://alertmanager:9093';
const CREDENTIALS_HINT =
  'give a token in KAVMON_ALERTMANAGER_TOKEN or _TOKEN_FILE, or user and password in KAVMON_ALERTMANAGER_URL, from a Secret';

/** Hints for failures at an Alertmanager. */
export const alertmanagerHints: FailureHints = {
  status: {
    ...BUSY_HINTS,
    301: ADDRESS_HINT,
    302: ADDRESS_HINT,
    307: ADDRESS_HINT,
    308: ADDRESS_HINT,
    400: 'it takes no alerts of API v2 as they are: is it an Alertmanager of 0.16 or later?',
    401: CREDENTIALS_HINT,
    403: CREDENTIALS_HINT,
    404: ADDRESS_HINT,
    405: ADDRESS_HINT,
    413: 'what is before the Alertmanager limits the size of a request: raise its limit or use --shard',
  },
  texts: [
    [/ECONNREFUSED/, 'is the Alertmanager running, and is this its port (usually 9093)?'],
    [/no Alertmanager|Invalid URL|Protocol .* not supported/, ADDRESS_HINT],
    [/URI malformed/, 'percent-encode user and password in KAVMON_ALERTMANAGER_URL'],
    [/certificate|CERT_|SELF_SIGNED|UNABLE_TO_/i, 'give the CA of the Alertmanager with KAVMON_ALERTMANAGER_CA'],
    [
      /HPE_INVALID|Parse Error/,
      'what listens there speaks no HTTP: is this the port (usually 9093), or is it https://?',
    ],
    ...UNREACHABLE_HINTS,
  ],
};
