{{/*
What a job selects of the registrations, as kavmon itself does. A configuration that the chart cannot read may define any
name and any service. Given: root, job.
*/}}
{{- define "kavmon.selected" -}}
{{- $job := .job -}}
{{- $blind := .root.Values.existingConfigMap -}}
{{- $checks := (include "kavmon.catalogue" .root | fromJson).checks -}}
{{- $known := true -}}
{{- range $job.names -}}{{- $known = and $known (hasKey $checks .) -}}{{- end -}}
{{- $anyName := or (empty $job.names) (and $blind (not $known)) -}}
{{- $anyService := or (empty $job.services) $blind -}}
{{- $selected := list -}}
{{- range include "kavmon.registrations" .root | fromJsonArray -}}
{{- $named := or (has .name $job.names) (has .check $job.names) -}}
{{- $matches := and (has .group $job.groups) (or $anyName $named) (or $anyService (has .service $job.services)) -}}
{{- if and $matches (or .enabled $named (not .off)) -}}{{- $selected = append $selected . -}}{{- end -}}
{{- end -}}
{{- toJson $selected -}}
{{- end -}}

{{/* Whether a job has checks or a configuration that the chart does not see. Given: root, job. Empty: no. */}}
{{- define "kavmon.hasUnseen" -}}
{{- if .root.Values.existingConfigMap -}}true{{- end -}}
{{- range .job.args -}}{{- if regexMatch "^(--checks|--config|-c)" . -}}true{{- end -}}{{- end -}}
{{- range .root.Values.extraEnv -}}{{- if eq .name "KAVMON_CONFIG" -}}true{{- end -}}{{- end -}}
{{- range .root.Values.extraVolumeMounts -}}{{- if hasPrefix "/etc/kavmon" .mountPath -}}true{{- end -}}{{- end -}}
{{- end -}}

{{/*
Refuses what kavmon would refuse at every run: a flag and its value in one, names nobody knows, and a selection of nothing;
and flags that values stand for, since roles and deadlines follow from those. Given: root, name, job.
*/}}
{{- define "kavmon.refuseUnusable" -}}
{{- $jobs := printf "jobs.%s" .name -}}
{{- $values := dict "--group" (printf "%s.groups" $jobs) "--name" (printf "%s.names" $jobs) "--service" (printf "%s.services" $jobs) "--cronjob" (printf "%s.exitZero" $jobs) "--run-timeout" (printf "%s.runTimeout" $jobs) "--telemetry-timeout" (printf "%s.telemetryTimeout" $jobs) "--shard" (printf "%s.shards" $jobs) "--namespace" "scope.namespaces" "--all-namespaces" "scope.allNamespaces" "--no-pod-logs" "rbac.podLogs" -}}
{{- range $short := list "group" "name" "service" -}}{{- $_ := set $values (printf "-%s" (trunc 1 $short)) (get $values (printf "--%s" $short)) -}}{{- end -}}
{{- range .job.args -}}
{{- $flag := regexFind "^(--[a-z-]+|-[a-z])" . -}}
{{- if hasKey $values $flag -}}
{{- fail (printf "jobs.%s.args: %s is set by %s" $.name $flag (get $values $flag)) -}}
{{- end -}}
{{- if regexMatch "^-[^=\\s]*\\s" . -}}
{{- fail (printf "jobs.%s.args: %q is one argument; a flag and its value are two: [%s]" $.name . (regexSplit "\\s+" . 2 | join ", ")) -}}
{{- end -}}
{{- end -}}
{{- if not (include "kavmon.hasUnseen" .) -}}
{{- $names := keys (include "kavmon.catalogue" .root | fromJson).checks -}}
{{- range include "kavmon.registrations" .root | fromJsonArray -}}{{- $names = append $names .name -}}{{- end -}}
{{- $services := prepend (keys (get (.root.Values.config | default dict) "services" | default dict) | sortAlpha) "cluster" -}}
{{- include "kavmon.refuseUnknown" (dict "key" (printf "jobs.%s.names" .name) "what" "check" "values" .job.names "known" ($names | uniq | sortAlpha)) -}}
{{- include "kavmon.refuseUnknown" (dict "key" (printf "jobs.%s.services" .name) "what" "service of the configuration" "values" .job.services "known" $services) -}}
{{- if not (include "kavmon.selected" . | fromJsonArray) -}}
{{- fail (printf "jobs.%s: nothing to run: config has no check for %s" .name (include "kavmon.selectionArgs" . | fromJsonArray | join " ")) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Given: key, what, values, known. What begins alike is nearest. */}}
{{- define "kavmon.refuseUnknown" -}}
{{- range $value := .values -}}
{{- if not (has $value $.known) -}}
{{- $near := list -}}
{{- range $.known -}}{{- if hasPrefix (trunc 4 $value) . -}}{{- $near = append $near . -}}{{- end -}}{{- end -}}
{{- fail (printf "%s: %q is no %s; %s %s" $.key $value $.what (empty $near | ternary "there are" "nearest:") (join ", " ($near | default $.known))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
