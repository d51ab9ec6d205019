import { ensurePackages } from '../../support/debian.ts';
import { type DescribeSuite, describeUnless } from '../../support/describe-unless.ts';
import { opensearchMissing } from '../../support/opensearch/build-node.ts';
import { RSYSLOG_PACKAGES } from '../../support/rsyslog.ts';

/** `describe` once there are OpenSearch, rsyslog, and the programs that the page uses. */
export const describeWithIndex: DescribeSuite = describeUnless(
  (await ensurePackages([...RSYSLOG_PACKAGES, 'curl', 'jq'])) ?? (await opensearchMissing()),
);
