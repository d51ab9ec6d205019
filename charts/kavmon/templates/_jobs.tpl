{{/* The CronJobs that are enabled, by name, each with all its settings. */}}
{{- define "kavmon.jobs" -}}
{{- $catalogue := include "kavmon.catalogue" . | fromJson -}}
{{- $jobs := dict -}}
{{- if .Values.defaultJobs -}}
{{- $_ := set $jobs "cluster" (dict "groups" $catalogue.clusterGroups) -}}
{{- range (empty .Values.existingConfigMap | ternary (include "kavmon.registrations" . | fromJsonArray) list) -}}
{{- $isOurs := and (ne .group "dependency") (not (has .group $catalogue.clusterGroups)) (not (get $catalogue.checks .check).cluster) -}}
{{- /* A run that has nothing to run is an error. */}}
{{- if and $isOurs (not .off) -}}
{{- $_ := set $jobs .group (dict "groups" (list .group)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $name, $own := .Values.jobs -}}
{{- if not (regexMatch "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" $name) -}}
{{- fail (printf "jobs: %q is no name of a CronJob: small letters, digits and dashes between them" $name) -}}
{{- end -}}
{{- $_ := set $jobs $name (mergeOverwrite (get $jobs $name | default dict) ($own | default dict)) -}}
{{- end -}}
{{- $enabled := dict -}}
{{- range $name, $own := $jobs -}}
{{- $job := mergeOverwrite (deepCopy $.Values.jobDefaults) $own -}}
{{- range list "groups" "names" "services" "args" -}}{{- $_ := set $job . (get $job . | default list) -}}{{- end -}}
{{- if $job.enabled -}}
{{- $_ := set $job "groups" ($job.groups | default (without $catalogue.groups "dependency" (empty $job.names | ternary "hygiene" ""))) -}}
{{- $_ := set $enabled $name $job -}}
{{- end -}}
{{- end -}}
{{- toJson $enabled -}}
{{- end -}}

{{/* The namespaces to look at. */}}
{{- define "kavmon.namespaces" -}}
{{- .Values.scope.namespaces | default (get (.Values.config | default dict) "namespaces") | default (list .Release.Namespace) | toJson -}}
{{- end -}}

{{/* Where to look, as arguments. */}}
{{- define "kavmon.scopeArgs" -}}
{{- $args := list -}}
{{- if .Values.scope.allNamespaces -}}
{{- if .Values.scope.namespaces -}}
{{- fail "scope: allNamespaces and namespaces exclude each other" -}}
{{- end -}}
{{- $args = append $args "--all-namespaces" -}}
{{- end -}}
{{- range .Values.scope.namespaces -}}{{- $args = append $args (printf "--namespace=%s" .) -}}{{- end -}}
{{- if not .Values.rbac.podLogs -}}{{- $args = append $args "--no-pod-logs" -}}{{- end -}}
{{- toJson $args -}}
{{- end -}}

{{/* Which checks a job runs, as arguments. Given: job. */}}
{{- define "kavmon.selectionArgs" -}}
{{- $args := list (printf "--group=%s" (join "," .job.groups)) -}}
{{- with .job.names -}}{{- $args = append $args (printf "--name=%s" (join "," .)) -}}{{- end -}}
{{- with .job.services -}}{{- $args = append $args (printf "--service=%s" (join "," .)) -}}{{- end -}}
{{- toJson $args -}}
{{- end -}}

{{/* Arguments of a scheduled run. Given: root, job. */}}
{{- define "kavmon.jobArgs" -}}
{{- $args := concat (list "check") (include "kavmon.selectionArgs" . | fromJsonArray) -}}
{{- $args = concat $args (include "kavmon.scopeArgs" .root | fromJsonArray) -}}
{{- if .job.exitZero -}}{{- $args = append $args "--cronjob" -}}{{- end -}}
{{- $args = append $args (printf "--run-timeout=%d" (int .job.runTimeout)) -}}
{{- $args = append $args (printf "--telemetry-timeout=%d" (int .job.telemetryTimeout)) -}}
{{- with .root.Values.logLevel -}}{{- $args = append $args (printf "--log-level=%s" .) -}}{{- end -}}
{{- $args = append $args (printf "--log-format=%s" .root.Values.logFormat) -}}
{{- toYaml (concat $args .job.args) -}}
{{- end -}}

{{/*
Arguments of the run of `helm test`. Without groups of its own it runs what may be read anyway: the groups of the jobs that
choose by group alone, else what the first job chooses. Empty when there is nothing to run.
*/}}
{{- define "kavmon.testArgs" -}}
{{- $jobs := include "kavmon.jobs" . | fromJson -}}
{{- $groups := .Values.test.groups | default list -}}
{{- if not $groups -}}
{{- range $jobs -}}
{{- if not (or .names .services) -}}{{- $groups = concat $groups .groups | uniq -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- $args := list -}}
{{- if $groups -}}
{{- $args = list (printf "--group=%s" (join "," $groups)) -}}
{{- else if $jobs -}}
{{- $job := get $jobs (keys $jobs | sortAlpha | first) -}}
{{- $args = concat (include "kavmon.selectionArgs" (dict "job" $job) | fromJsonArray) (empty .Values.test.args | ternary $job.args list) -}}
{{- end -}}
{{- if $args -}}
{{- $limit := printf "--run-timeout=%d" (int .Values.jobDefaults.runTimeout) -}}
{{- $args = concat (list "check") $args (list "--no-metrics" $limit) (include "kavmon.scopeArgs" . | fromJsonArray) (.Values.test.args | default list) -}}
{{- end -}}
{{- toJson $args -}}
{{- end -}}

{{/* Whether a job reads the cluster, as far as the chart can tell: checks of its own say so by themselves. Given: root, job. */}}
{{- define "kavmon.reads" -}}
{{- $reads := or .root.Values.rbac.extraRules (include "kavmon.listsOfJob" . | fromJsonArray) -}}
{{- range .job.args -}}{{- $reads = or $reads (hasPrefix "--checks" .) -}}{{- end -}}
{{- not (empty $reads) -}}
{{- end -}}

{{/* Seconds of a Job; refused when the next one would be due before. Given: name, job, schedule. */}}
{{- define "kavmon.deadline" -}}
{{- $needed := add .job.runTimeout .job.telemetryTimeout 30 -}}
{{- $deadline := .job.activeDeadlineSeconds | default $needed | int -}}
{{- $interval := include "kavmon.interval" . | int -}}
{{- if lt $deadline (int (add .job.runTimeout .job.telemetryTimeout)) -}}
{{- fail (printf "jobs.%s: activeDeadlineSeconds (%d) is less than runTimeout and telemetryTimeout (%d): Kubernetes would end the run before it can report" .name $deadline (add .job.runTimeout .job.telemetryTimeout)) -}}
{{- end -}}
{{- if ge $deadline $interval -}}
{{- fail (printf "jobs.%s: a run may take %d s (runTimeout + telemetryTimeout + 30), but the schedule %q starts one every %d s: lower jobs.%s.runTimeout or start less often" .name $deadline .job.schedule $interval .name) -}}
{{- end -}}
{{- $deadline -}}
{{- end -}}
