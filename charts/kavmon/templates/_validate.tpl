{{/* Refuses what could only fail, as far as the schema cannot see it and the API server would take it. */}}
{{- define "kavmon.validate" -}}
{{- $values := .Values -}}
{{- $gateway := $values.pushgateway | default dict -}}
{{- if and $values.scope.allNamespaces $values.scope.namespaces }}{{ fail "scope: allNamespaces and namespaces exclude each other" }}{{ end -}}
{{- if and $values.config $values.existingConfigMap }}{{ fail "config and existingConfigMap exclude each other: only one of them can be mounted" }}{{ end -}}
{{- if and $gateway.url $gateway.urlSecret }}{{ fail "pushgateway: url and urlSecret exclude each other: give the address in one of them" }}{{ end -}}
{{- if and (or $values.otel.traces $values.otel.logs) (not $values.otel.endpoint) }}{{ fail "otel: traces and logs are sent to otel.endpoint, which is empty" }}{{ end -}}
{{- $receivers := dict "otel.endpoint" $values.otel.endpoint "otel.metricsEndpoint" $values.otel.metricsEndpoint "pushgateway.url" $gateway.url -}}
{{- $alerts := $values.alertmanager | default dict -}}
{{- if and $alerts.url $alerts.urlSecret }}{{ fail "alertmanager: url and urlSecret exclude each other: give the address in one of them" }}{{ end -}}
{{- range $index, $url := splitList "," ($alerts.url | default "") -}}
{{- $_ := set $receivers (eq $index 0 | ternary "alertmanager.url" (printf "alertmanager.url, address %d" (add1 $index))) (trim $url) -}}
{{- end -}}
{{- $proxies := dict "proxy.http" $values.proxy.http "proxy.https" $values.proxy.https -}}
{{- range $key, $url := merge (dict) $receivers $proxies -}}
{{- if regexMatch "^[a-z]+://[^/]*@" ($url | default "") -}}
{{- $instead := hasPrefix "otel" $key | ternary "otel.headersSecret" (hasPrefix "proxy" $key | ternary "secretEnv (HTTP_PROXY, HTTPS_PROXY)" (hasPrefix "alertmanager" $key | ternary "alertmanager.urlSecret" "pushgateway.urlSecret")) -}}
{{- fail (printf "%s: user and password belong into a Secret, named by %s" $key $instead) -}}
{{- end -}}
{{- end -}}
{{- $instead := "write { env: NAME } or { file: PATH }, with its Secret in secretEnv or secretFiles" -}}
{{- include "kavmon.refuseSecrets" (dict "value" $values.config "path" "config" "name" "" "instead" $instead) -}}
{{- include "kavmon.refuseSecrets" (dict "value" $values.extraEnv "path" "extraEnv" "name" "" "instead" "name its Secret in secretEnv") -}}
{{- $policy := $values.networkPolicy -}}
{{- if and $policy.enabled (not (or $policy.extraEgress $values.proxy.http $values.proxy.https)) -}}
{{- range $key, $url := $receivers -}}
{{- $port := regexFind ":[0-9]+$" (urlParse ($url | default "")).host | trimPrefix ":" | default (hasPrefix "https" ($url | default "") | ternary "443" "80") -}}
{{- if and $url (not (has (float64 $port) $policy.ports)) (not (has (int64 $port) $policy.ports)) -}}
{{- fail (printf "networkPolicy.ports: %s is missing, the port of %s: nothing that is sent there would get out" $port $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $name, $job := include "kavmon.jobs" . | fromJson }}{{ include "kavmon.validateJob" (dict "root" $ "name" $name "job" $job) }}{{ end -}}
{{- end -}}

{{/* Given: root, name, job. */}}
{{- define "kavmon.validateJob" -}}
{{- $values := .root.Values -}}
{{- $needed := add .job.runTimeout .job.telemetryTimeout | int -}}
{{- if lt (int (.job.activeDeadlineSeconds | default $needed)) $needed -}}
{{- fail (printf "jobs.%s: activeDeadlineSeconds is less than runTimeout and telemetryTimeout (%d): Kubernetes would end the run before it can report" .name $needed) -}}
{{- end -}}
{{- /* The API server takes it, and the CronJob never runs. */}}
{{- if regexMatch "(?i)^\\s*\\S+\\s+\\S+\\s+((3[01],?)+\\s+(0?2|feb)|(31,?)+\\s+((0?[2469]|11|feb|apr|jun|sep|nov),?)+)\\s+[*?]\\s*$" .job.schedule -}}
{{- fail (printf "jobs.%s: the schedule %q never comes: no such month has that day" .name .job.schedule) -}}
{{- end -}}
{{- range .job.args -}}
{{- if regexMatch "^(-[gns]|--(group|name|service|cronjob|run-timeout|telemetry-timeout|shard|namespace|all-namespaces|no-pod-logs)($|[= ]))" . -}}
{{- fail (printf "jobs.%s.args: %s is set by a value: the job's groups, names, services, exitZero, runTimeout, telemetryTimeout or shards, or by scope or rbac.podLogs" $.name .) -}}
{{- end -}}
{{- end -}}
{{- /* Checks and configurations that the chart does not see may have further names. */}}
{{- $more := toJson (list .job.args $values.extraEnv $values.extraVolumeMounts) -}}
{{- if not (or $values.existingConfigMap (dig "config" "ownChecks" "" $values.AsMap) (regexMatch "\"(--checks|--config|-c|KAVMON_CONFIG|/etc/kavmon)" $more)) -}}
{{- $catalogue := include "kavmon.catalogue" .root | fromJson -}}
{{- $names := keys $catalogue.checks -}}
{{- $idle := $catalogue.serviceGroups -}}
{{- range include "kavmon.uses" .root | fromJsonArray -}}
{{- $names = append $names .name -}}
{{- $idle = without $idle (get $catalogue.checks .check | default dict).group -}}
{{- end -}}
{{- $known := dict "names" $names "services" (keys (dig "config" "services" dict $values.AsMap) | concat (list "cluster")) -}}
{{- range $key, $all := $known -}}
{{- range $value := get $.job $key -}}
{{- $near := list -}}
{{- range $all }}{{ if hasPrefix (trunc 4 $value) . }}{{ $near = append $near . }}{{ end }}{{ end -}}
{{- if not (has $value $all) }}{{ fail (printf "jobs.%s.%s: %q is not known; nearest: %s" $.name $key $value ($near | default $all | uniq | sortAlpha | join ", ")) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- $busy := list -}}
{{- range .job.groups }}{{ if not (has . $idle) }}{{ $busy = append $busy . }}{{ end }}{{ end -}}
{{- if not $busy }}{{ fail (printf "jobs.%s: nothing to run: config has no check of the groups %s" .name (join ", " .job.groups)) }}{{ end -}}
{{- end -}}
{{- end -}}
