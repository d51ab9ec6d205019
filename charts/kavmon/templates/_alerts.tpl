{{/*
Seconds between two runs: what `prometheusRule.intervals` says, else what the schedule tells when it is an even one; empty
when neither does. Given: root, name, job.
*/}}
{{- define "kavmon.knownInterval" -}}
{{- $schedule := include "kavmon.schedule" . -}}
{{- $own := get ((.root.Values.prometheusRule | default dict).intervals | default dict) .name -}}
{{- $words := dict "@hourly" 3600 "@daily" 86400 "@midnight" 86400 "@weekly" 604800 -}}
{{- if $own -}}{{ int $own }}
{{- else if hasKey $words $schedule -}}{{ get $words $schedule }}
{{- else if regexMatch `^\d+ \d+ \* \* \w+$` $schedule -}}604800
{{- else if regexMatch `^\d+ \d+ \* \* \*$` $schedule -}}86400
{{- else if regexMatch `^\d+ \S+ \* \* \*$` $schedule -}}
{{- with include "kavmon.step" (dict "field" (splitList " " $schedule | rest | first) "last" 23) }}{{ mul 3600 (int .) }}{{ end -}}
{{- else if regexMatch `^\S+ \* \* \* \*$` $schedule -}}
{{- with include "kavmon.step" (dict "field" (splitList " " $schedule | first) "last" 59) }}{{ mul 60 (int .) }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* The step of a field that comes round evenly, the longest pause within it; else empty. Given: field, last (its highest value). */}}
{{- define "kavmon.step" -}}
{{- $step := regexFind `/\d+$` .field | trimPrefix "/" | default "1" | int -}}
{{- $first := regexFind `^\d+` .field | default "0" | int -}}
{{- if and (regexMatch (printf `^(\*|\d+-%d)(/\d+)?$` .last) .field) (lt $first $step) }}{{ $step }}{{ end -}}
{{- end -}}

{{- define "kavmon.interval" -}}
{{- $known := include "kavmon.knownInterval" . | trim -}}
{{- if $known -}}{{ $known }}{{- else -}}
{{- fail (printf "prometheusRule: how often jobs.%s runs does not follow from %q: set prometheusRule.intervals.%s to the seconds of the longest pause between two runs" .name .job.schedule .name) -}}
{{- end -}}
{{- end -}}

{{/* When an alert ends that no run repeats. Given: root, name, job. */}}
{{- define "kavmon.resolveAfter" -}}
{{- $known := include "kavmon.knownInterval" . | trim | default "0" -}}
{{- (.root.Values.alertmanager | default dict).resolveAfter | default (printf "%ds" (max 1800 (mul 3 (int64 $known)))) -}}
{{- end -}}

{{/*
Label matchers of one job's series: those of a Pushgateway are grouped by job, those by OTLP have an instance. Given: root, cronJob.
*/}}
{{- define "kavmon.selector" -}}
{{- $gateway := .root.Values.pushgateway | default dict -}}
{{- $namespace := .root.Release.Namespace -}}
{{- if or $gateway.url $gateway.urlSecret -}}
job={{ quote .cronJob }},k8s_namespace_name={{ quote $namespace }},
{{- else -}}
instance=~{{ printf "%s[.]%s([.][0-9]+)?" $namespace .cronJob | quote }},
{{- end -}}
{{- end -}}

{{/* A text with the parameters of a job put in; src/docs/alerts/rule-files.ts does the same. Given: root, text, selector, interval, shards. */}}
{{- define "kavmon.fillIn" -}}
{{- $rule := merge (dict) .root.Values.prometheusRule (dict "failedRuns" 3 "slo" 99) -}}
{{- $text := .text | replace "{SELECTOR " (printf "{%s" .selector) | replace "SELECTOR" .selector -}}
{{- $text = $text | replace "ONE_MORE_RUN" (add1 (int $rule.failedRuns) | toString) | replace "FAILED_RUNS" (int $rule.failedRuns | toString) -}}
{{- $text = $text | replace "BUDGET" (printf "(1 - %v / 100)" $rule.slo) | replace "SHARDS" (int .shards | toString) -}}
{{- range regexFindAll `\[[0-9.]+i\]` $text -1 | uniq -}}
{{- $text = $text | replace . (printf "[%ds]" (mulf (trimPrefix "[" . | trimSuffix "i]" | float64) $.interval | ceil | int64)) -}}
{{- end -}}
{{- range regexFindAll `\b[0-9.]+i\b` $text -1 | uniq -}}
{{- $text = regexReplaceAll (printf `\b%s\b` (replace "." "[.]" .)) $text (mulf (trimSuffix "i" . | float64) $.interval | ceil | int64 | toString) -}}
{{- end -}}
{{- $text -}}
{{- end -}}
