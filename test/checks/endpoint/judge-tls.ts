import tlsCertificate from '../../../checks/endpoint/tls-certificate.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { askServer } from '../../support/probe-server.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { judgeCheck } from './judge-check.ts';

export const testCertificates = makeTestCertificates();

/** What `tls-certificate` says of a server on loopback, which is stopped afterwards; the authority of the tests is trusted. */
export const judgeListener = (listener: Promise<TestListener>, params: object = {}, timeoutMs = 600) =>
  askServer(listener, ({ port }) =>
    judgeCheck(tlsCertificate, { host: 'localhost', port, ca: testCertificates.ca.cert, ...params }, { timeoutMs }),
  );
