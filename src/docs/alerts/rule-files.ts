import { stringify } from 'yaml';
import { formatJson } from '../../config/json-schema/format-json.ts';
import { type AlertRule, alertRules } from './alert-rules.ts';

/** What the rules of one job depend on. */
export interface RuleParameters {
  /** Seconds between two runs. */
  readonly intervalSeconds: number;
  readonly failedRuns: number;
  /** Share of runs that need not be healthy. */
  readonly budget: number;
}

const FILE_PARAMETERS: RuleParameters = { intervalSeconds: 300, failedRuns: 3, budget: 0.01 };

/** The alerts as the chart reads them (`templates/prometheusrule.yaml`), their parameters still open. */
export const chartAlerts = (): string => `${formatJson(alertRules)}\n`;

/** The alerts as a rule file of Prometheus, for jobs of any name that run every five minutes. */
export const ruleFile = (parameters: RuleParameters = FILE_PARAMETERS): string =>
  `${HEADER}${stringify({ groups: [{ name: 'kavmon', rules: alertRules.map((rule) => renderRule(rule, parameters)) }] }, { lineWidth: 0 })}`;

const HEADER = `# Written by \`npm run docs\`. Alerts on kavmon's metrics, for jobs that run every five minutes. For another interval, and
# for rules that know each job and its shards:
# helm template kavmon charts/kavmon --set image.repository=x --set prometheusRule.enabled=true \\
#   --set jobDefaults.schedule='H/10 * * * *' -s templates/prometheusrule.yaml
`;

const renderRule = (rule: AlertRule, parameters: RuleParameters) => ({
  alert: rule.name,
  expr: fillIn(rule.exprOfAnyJob ?? rule.expr, parameters),
  ...(rule.for === undefined ? {} : { for: fillIn(`[${rule.for}]`, parameters).slice(1, -1) }),
  labels: { severity: rule.severity },
  annotations: {
    summary: fillIn(rule.summary, parameters),
    description: fillIn(rule.description, parameters),
    runbook_url: `docs/alerts/${rule.name}.md`,
  },
});

/** Puts the parameters into a text; the chart does the same (`kavmon.fillIn`). */
const fillIn = (text: string, { intervalSeconds, failedRuns, budget }: RuleParameters): string =>
  text
    .replaceAll('{SELECTOR}', '')
    .replaceAll('{SELECTOR ', '{')
    .replaceAll('ONE_MORE_RUN', String(failedRuns + 1))
    .replaceAll('FAILED_RUNS', String(failedRuns))
    .replaceAll('BUDGET', String(budget))
    .replaceAll(/\[([\d.]+)i\]/g, (_, intervals) => `[${Math.ceil(Number(intervals) * intervalSeconds)}s]`)
    .replaceAll(/\b([\d.]+)i\b/g, (_, intervals) => String(Math.ceil(Number(intervals) * intervalSeconds)));
