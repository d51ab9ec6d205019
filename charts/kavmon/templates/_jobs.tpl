{{/* The checks of this version with the lists they read, written by `npm run docs`. */}}
{{- define "kavmon.catalogue" -}}
{{- .Files.Get "files/catalogue.json" -}}
{{- end -}}

{{/*
The checks that services of `config` list: { check, name, service, off, wanted } each; off is what `enabled: false` says of
it, wanted are the keys of the parameter that asks for lists (`target`, `limitsFrom`).
*/}}
{{- define "kavmon.uses" -}}
{{- $catalogue := include "kavmon.catalogue" . | fromJson -}}
{{- $tunings := dig "config" "checks" dict .Values.AsMap -}}
{{- $uses := list -}}
{{- range $service, $it := dig "config" "services" dict .Values.AsMap -}}
{{- range $key, $value := ($it | default dict).checks -}}
{{- $isList := kindIs "slice" $value -}}
{{- range $index, $own := $isList | ternary $value (list $value) -}}
{{- $names := dict "check" $key "name" ($isList | ternary (printf "%s-%d" $key (add1 $index)) $key) -}}
{{- $use := merge (dict) ($own | default dict) $names -}}
{{- $off := not (dig "enabled" (dig $use.check "enabled" true $tunings) $use) -}}
{{- $asks := get (merge (dict) $use (get $tunings $use.check | default dict)) (dig $use.check "wantedBy" "parameter" "" $catalogue.checks) -}}
{{- $wanted := kindIs "map" $asks | ternary (keys (kindIs "map" $asks | ternary $asks dict)) list -}}
{{- $uses = append $uses (merge (dict "service" $service "off" $off "wanted" $wanted) (pick $use "check" "name")) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $uses -}}
{{- end -}}

{{/* The CronJobs that are enabled, by name, each with all its settings. */}}
{{- define "kavmon.jobs" -}}
{{- $catalogue := include "kavmon.catalogue" . | fromJson -}}
{{- $jobs := dict -}}
{{- if .Values.defaultJobs -}}
{{- $_ := set $jobs "cluster" (dict "groups" $catalogue.clusterGroups) -}}
{{- range include "kavmon.uses" . | fromJsonArray -}}
{{- $check := get $catalogue.checks .check | default dict -}}
{{- if and (has $check.group $catalogue.serviceGroups) (not .off) -}}{{- $_ := set $jobs $check.group (dict "groups" (list $check.group)) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- $enabled := dict -}}
{{- range $name, $own := mergeOverwrite $jobs (deepCopy (.Values.jobs | default dict)) -}}
{{- $job := mergeOverwrite (deepCopy $.Values.jobDefaults) ($own | default dict) -}}
{{- range list "groups" "names" "services" "args" -}}{{- $_ := set $job . (get $job . | default list) -}}{{- end -}}
{{- $groups := without $catalogue.groups "dependency" (empty $job.names | ternary "hygiene" "") -}}
{{- if $job.enabled -}}{{- $_ := set $enabled $name (set $job "groups" ($job.groups | default $groups)) -}}{{- end -}}
{{- end -}}
{{- toJson $enabled -}}
{{- end -}}

{{/*
The lists that jobs may read, by name, as the catalogue has them. What a run really selects is for kavmon to say; here a
check counts by its group and name, unless `config` switches it off or no service of the job has objects; one that runs by
name only counts when a job or `config` names it. Given: root, jobs.
*/}}
{{- define "kavmon.lists" -}}
{{- $catalogue := include "kavmon.catalogue" .root | fromJson -}}
{{- $uses := include "kavmon.uses" .root | fromJsonArray -}}
{{- $values := .root.Values.AsMap -}}
{{- $lists := dict -}}
{{- range $job := .jobs -}}
{{- $hasObjects := or (empty $job.services) (has "cluster" $job.services) $values.existingConfigMap -}}
{{- range $job.services }}{{ $hasObjects = or $hasObjects (dig "config" "services" . "workloads" "" $values) }}{{ end -}}
{{- range $check, $it := $catalogue.checks -}}
{{- $kinds := dig "config" "checks" $check "kinds" dict $values -}}
{{- $runs := and $hasObjects (dig "config" "checks" $check "enabled" (not $it.onlyByName) $values) -}}
{{- $isNamed := or (has $check $job.names) (and $values.existingConfigMap (not $it.onlyByName)) -}}
{{- range $uses -}}
{{- if and (eq .check $check) (or (empty $job.services) (has .service $job.services)) -}}
{{- $runs = true -}}
{{- $isNamed = or $isNamed (has .name $job.names) -}}
{{- end -}}
{{- end -}}
{{- if and $it.namesKinds (empty $kinds) -}}{{- $runs = false -}}{{- $isNamed = false -}}{{- end -}}
{{- if and (has $it.group $job.groups) (empty $job.names | ternary $runs $isNamed) -}}
{{- $read := $it.lists -}}
{{- range $key, $wanted := dig "wantedBy" "lists" dict $it -}}
{{- $isUsed := $values.existingConfigMap -}}
{{- range $uses -}}{{- if and (eq .check $check) (has $key .wanted) -}}{{- $isUsed = true -}}{{- end -}}{{- end -}}
{{- if $isUsed -}}{{- $read = concat $read $wanted -}}{{- end -}}
{{- end -}}
{{- range $read -}}{{- $_ := set $lists . (get $catalogue.lists .) -}}{{- end -}}
{{- if $it.namesKinds -}}
{{- range $kind, $own := $kinds -}}
{{- $parts := splitList "." $kind -}}
{{- $_ := set $lists $kind (dict "group" (join "." (rest $parts)) "resource" (first $parts) "namespaced" (dig "namespaced" true $own) "within" "" "verb" "list") -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $lists -}}
{{- end -}}

{{/* Each `H` becomes a number that follows from namespace, release and job: not all CronJobs start in the same second. Given: root, name, job. */}}
{{- define "kavmon.schedule" -}}
{{- $hash := printf "%s/%s/%s" .root.Release.Namespace .root.Release.Name .name | sha256sum | adler32sum | int64 -}}
{{- $fields := list -}}
{{- range $index, $field := regexSplit "\\s+" (trim .job.schedule) -1 -}}
{{- if hasPrefix "H" $field -}}
{{- $first := index (list 0 0 1 1 0) $index -}}
{{- $last := index (list 59 23 28 12 6) $index -}}
{{- $step := trimPrefix "H" $field | trimPrefix "/" | default (toString (add1 (sub $last $first))) | atoi -}}
{{- $start := add $first (mod $hash $step) -}}
{{- $field = eq $field "H" | ternary (toString $start) (printf "%d-%d/%d" $start $last $step) -}}
{{- end -}}
{{- $fields = append $fields $field -}}
{{- end -}}
{{- join " " $fields -}}
{{- end -}}

{{/* The namespaces to look at. */}}
{{- define "kavmon.namespaces" -}}
{{- .Values.scope.namespaces | default (get (.Values.config | default dict) "namespaces") | default (list .Release.Namespace) | toJson -}}
{{- end -}}

{{/* Where to look, as arguments. */}}
{{- define "kavmon.scopeArgs" -}}
{{- $args := .Values.scope.allNamespaces | ternary (list "--all-namespaces") list -}}
{{- range .Values.scope.namespaces -}}{{- $args = append $args (printf "--namespace=%s" .) -}}{{- end -}}
{{- .Values.rbac.podLogs | ternary $args (append $args "--no-pod-logs") | toJson -}}
{{- end -}}

{{/* Which checks a job runs, as arguments. */}}
{{- define "kavmon.selectionArgs" -}}
{{- $args := list (printf "--group=%s" (join "," .groups)) -}}
{{- with .names -}}{{- $args = append $args (printf "--name=%s" (join "," .)) -}}{{- end -}}
{{- with .services -}}{{- $args = append $args (printf "--service=%s" (join "," .)) -}}{{- end -}}
{{- toJson $args -}}
{{- end -}}

{{/* Arguments of a scheduled run. Given: root, job. */}}
{{- define "kavmon.runArgs" -}}
{{- $args := concat (list "check") (include "kavmon.selectionArgs" .job | fromJsonArray) (include "kavmon.scopeArgs" .root | fromJsonArray) -}}
{{- if .job.exitZero -}}{{- $args = append $args "--cronjob" -}}{{- end -}}
{{- $limits := list (printf "--run-timeout=%d" (int .job.runTimeout)) (printf "--telemetry-timeout=%d" (int .job.telemetryTimeout)) -}}
{{- $level := empty .root.Values.logLevel | ternary list (list (printf "--log-level=%s" .root.Values.logLevel)) -}}
{{- concat $args $limits $level (list (printf "--log-format=%s" .root.Values.logFormat)) .job.args | toJson -}}
{{- end -}}

{{/*
The job that `helm test` runs; empty when there is nothing to run. Without groups of its own it has those of the jobs that
choose by group alone, else it is the first job.
*/}}
{{- define "kavmon.testJob" -}}
{{- $jobs := include "kavmon.jobs" . | fromJson -}}
{{- $groups := .Values.test.groups | default list -}}
{{- range $jobs -}}
{{- if not (or $.Values.test.groups .names .services) -}}{{- $groups = concat $groups .groups | uniq -}}{{- end -}}
{{- end -}}
{{- $first := get $jobs (keys $jobs | sortAlpha | first | default "") | default dict -}}
{{- $job := empty $groups | ternary $first (dict "groups" $groups "names" list "services" list "args" list) -}}
{{- .Values.test.enabled | ternary $job dict | toJson -}}
{{- end -}}
