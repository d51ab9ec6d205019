import * as z from 'zod';
import { describeParameters } from '../check/describe-parameters.ts';
import { fileSchema, ignoreSchema, serviceSchema } from '../config/file/schema.ts';
import { everyWord } from '../config/registrations/schema-parts.ts';
import { retrySchema, tuningSchema } from '../config/registrations/tuning.ts';
import { GENERATED_NOTE, parameterTable } from './markdown.ts';

/** The reference of the configuration: all of it but the parameters of the checks, which their own page has. */
export const configPage = (): string =>
  [
    GENERATED_NOTE,
    CONFIG_INTRODUCTION,
    `## The file\n\n${keyTable(fileSchema([]))}`,
    `## A service\n\nUnder \`services.NAME\`:\n\n${keyTable(serviceSchema(z.record(z.string(), z.unknown())))}`,
    `${CHECKS_SECTION}\n${keyTable(tuningSchema(everyWord))}\nUnder \`retry\`:\n\n${keyTable(retrySchema())}`,
    `## An ignore\n\nAn item of \`ignore\`; it needs a check, an object or a namespace:\n\n${keyTable(ignoreSchema())}\n${ANNOTATION_SECTION}`,
    SECRETS_SECTION,
  ].join('\n');

const keyTable = (params: z.ZodObject): string => parameterTable(describeParameters({ params }));

const ANNOTATION_SECTION = `The annotation \`kavmon.io/ignore\` does the same from the object itself: \`CHECK: REASON\`, several with a line break or a
semicolon between them; \`*\` stands for all checks. A pair without a reason is not taken. What is ignored stands under
\`suppressed\` of the report, and \`--no-ignore-annotations\` honours none:

\`\`\`sh
kubectl -n shop annotate deployment legacy 'kavmon.io/ignore=crash-loops: is replaced in December'
\`\`\`
`;

const CONFIG_INTRODUCTION = `# Configuration

YAML 1.2, in one file or several: those of \`-c\`, merged in their order, else the first source that exists of
\`KAVMON_CONFIG\` (files with \`:\` between them), \`/etc/kavmon/*.yaml\` and \`./kavmon.yaml\`. Mappings are merged key by key;
everything else of a later file takes the place of the earlier. Unknown and duplicate keys are refused, with file, line
and the nearest key. \`kavmon config validate\` tells all problems at once, \`kavmon config view\` where each value comes
from, and \`kavmon config schema\` prints the JSON Schema for editors, which is
[config.schema.json](../config.schema.json) in the repository.

Flags win over the environment, the environment over the files, the files over the defaults.

\`\`\`yaml
cluster: prod-eu
namespaces: [payments]
services:
  payments-api:
    severity: sev1
    runbook: https://runbooks.example/payments
    workloads: { selector: app=payments-api }
    checks:
      http-endpoint: { url: http://payments-api/healthz, warnAfter: 250ms }
      postgres-connection: { url: { env: PAYMENTS_DB_URL } }
    dependsOn:
      tcp-connection: { host: queue, port: 5672 }
checks:
  http-endpoint: { timeout: 5s, retry: { attempts: 2 } }
ignore:
  - { namespace: legacy, until: 2026-12-31, reason: moves in December }
\`\`\`

Durations are text with a unit (\`250ms\`, \`5s\`, \`10m\`, \`1h\`, \`30d\`); a bare number is seconds.

An editor with the YAML language server (VS Code with Red Hat's YAML extension, for one) completes a file and marks what
is wrong in it while you write. It takes the schema from the first line of the file:

\`\`\`yaml
# yaml-language-server: $schema=kavmon.schema.json
\`\`\`

where \`kavmon config schema > kavmon.schema.json\` writes the schema, with your [own checks](own-checks.md) too where
\`ownChecks\` or \`--checks DIR\` names their folder.
`;

const CHECKS_SECTION = `## Checks

Under \`checks\` at the top a check of the catalogue is tuned for all services. Under \`checks\` and \`dependsOn\` of a
service it is listed by its name, with one mapping or a list of them (\`http-endpoint-1\`, \`http-endpoint-2\`, or what
their \`name\` says), or under a name of its own that says \`check: NAME\`. What is set nearest counts: the registration's
own, the service's, the tuning's, the check's. What \`enabled: false\` switches off runs only when \`-n\` names it; what is
off by default also when \`-g\` does.

A service with \`workloads.selector\` claims its objects: the checks of pods, workloads, scaling, network, images and
hygiene judge them under its name, and no longer under \`cluster\`.

Beside its own parameters ([checks](checks.md)) every check takes:
`;

const SECRETS_SECTION = `## Secrets

A secret stands in no file: it is written as \`{ env: NAME }\` or \`{ file: PATH }\`, also for a URL with a password in it.
One that cannot be read makes \`error\` of the registrations that use it, and of no others. Its value, in every encoding,
is masked in all output.
`;
