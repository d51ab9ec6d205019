import { httpUrlProblem, proxyProblem } from '../text/http-url.ts';
import { refuseText } from './refuse-text.ts';
import { secretOrText } from './secret.ts';

/** Schema of an http or https URL, plain or by reference. */
export const httpUrl = () => secretOrText().check(refuseText(httpUrlProblem));

/** Schema of the URL of a proxy, plain or by reference. */
export const proxyUrl = () => secretOrText().check(refuseText(proxyProblem));
