{{/*
The spec of a pod. Given: root, component, args or command, resources, reads (whether it reads the cluster); of a run also
restartPolicy, and of a scheduled one cronJob, shards and resolveAfter.
*/}}
{{- define "kavmon.podSpec" -}}
{{- $values := .root.Values -}}
{{- $mounts := include "kavmon.mounts" .root | fromJsonArray -}}
{{- with .restartPolicy }}
restartPolicy: {{ . }}
{{- end }}
serviceAccountName: {{ include "kavmon.serviceAccountName" .root | quote }}
automountServiceAccountToken: {{ .reads }}
enableServiceLinks: false
{{- if eq .component "on-demand" }}
# What a run leaves behind is reaped by the pod's own first process: kavmon waits for its children, not for theirs.
shareProcessNamespace: true
{{- end }}
terminationGracePeriodSeconds: {{ int $values.terminationGracePeriodSeconds }}
{{- $passed := pick $values "imagePullSecrets" "nodeSelector" "tolerations" "affinity" "topologySpreadConstraints" "priorityClassName" -}}
{{- range $key, $value := set $passed "securityContext" $values.podSecurityContext }}
{{- with $value }}
{{ dict $key . | toYaml }}
{{- end }}
{{- end }}
containers:
  - name: kavmon
    image: {{ include "kavmon.image" .root | quote }}
    imagePullPolicy: {{ $values.image.pullPolicy }}
    env:
      {{- include "kavmon.env" . | nindent 6 }}
    {{- $container := pick . "command" "args" "resources" -}}
    {{- range $key, $value := merge $container (dict "envFrom" $values.extraEnvFrom "securityContext" $values.securityContext) }}
    {{- with $value }}
    {{- dict $key . | toYaml | nindent 4 }}
    {{- end }}
    {{- end }}
    # One line of what was wrong is written there; where kavmon could not even start, the last lines of its log stand in.
    terminationMessagePath: /dev/termination-log
    terminationMessagePolicy: FallbackToLogsOnError
    volumeMounts:
      {{- range $mounts }}
      - { name: {{ .name }}, mountPath: {{ .path | quote }}, readOnly: {{ ne .name "tmp" }} }
      {{- end }}
      {{- with $values.extraVolumeMounts }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
  {{- with $values.extraContainers }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
volumes:
  {{- range $mounts }}
  - name: {{ .name }}
    {{- toYaml .volume | nindent 4 }}
  {{- end }}
  {{- with $values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* The chart's own volumes with where they are mounted: { name, path, volume } each. */}}
{{- define "kavmon.mounts" -}}
{{- $mounts := list (dict "name" "tmp" "path" "/tmp" "volume" (dict "emptyDir" (dict "sizeLimit" "64Mi"))) -}}
{{- if or .Values.config .Values.existingConfigMap -}}
{{- $map := dict "name" (.Values.existingConfigMap | default (include "kavmon.fullname" .)) -}}
{{- $mounts = append $mounts (dict "name" "config" "path" "/etc/kavmon" "volume" (dict "configMap" $map)) -}}
{{- end -}}
{{- range $index, $it := .Values.secretFiles -}}
{{- $volume := dict "secret" (set (omit $it "name") "secretName" $it.name) -}}
{{- $mounts = append $mounts (dict "name" (printf "secret-%d" $index) "path" (printf "/var/run/secrets/kavmon/%s" $it.name) "volume" $volume) -}}
{{- end -}}
{{- with .Values.extraCA.configMap -}}
{{- $mounts = append $mounts (dict "name" "extra-ca" "path" "/etc/kavmon-ca" "volume" (dict "configMap" (dict "name" .))) -}}
{{- end -}}
{{- toJson $mounts -}}
{{- end -}}

{{/* Variables of a run. Only runs of CronJobs send telemetry: others have no identity that lasts. Given: as above. */}}
{{- define "kavmon.env" -}}
{{- $values := .root.Values -}}
{{- $otel := $values.otel -}}
{{- $gateway := $values.pushgateway | default dict -}}
{{- $alerts := $values.alertmanager | default dict -}}
{{- $fields := dict "KAVMON_NAMESPACE" "metadata.namespace" "KAVMON_POD_NAME" "metadata.name" -}}
{{- $texts := dict
  "KAVMON_CONTAINER" "kavmon"
  "KAVMON_TERMINATION_LOG" "/dev/termination-log"
  "KAVMON_CLUSTER" (include "kavmon.text" ($values.cluster | default ""))
  "KAVMON_ENVIRONMENT" $values.environment
  "KAVMON_SHARDS" (gt (int .shards) 1 | ternary (toString .shards) "")
  "HTTP_PROXY" $values.proxy.http
  "HTTPS_PROXY" $values.proxy.https
  "NO_PROXY" $values.proxy.none
  "NODE_EXTRA_CA_CERTS" (empty $values.extraCA.configMap | ternary "" (printf "/etc/kavmon-ca/%s" $values.extraCA.key)) -}}
{{- $secrets := dict -}}
{{- if .cronJob -}}
{{- $pairs := list -}}
{{- range $key, $value := $otel.resourceAttributes -}}
{{- $pairs = append $pairs (printf "%s=%s" $key (toString $value | urlquery | replace "+" "%20")) -}}
{{- end -}}
{{- $_ := set $fields "KAVMON_JOB" "metadata.labels['batch.kubernetes.io/job-name']" -}}
{{- $texts = merge $texts (dict
  "KAVMON_CRONJOB" .cronJob
  "OTEL_EXPORTER_OTLP_ENDPOINT" $otel.endpoint
  "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT" $otel.metricsEndpoint
  "OTEL_EXPORTER_OTLP_PROTOCOL" $otel.protocol
  "OTEL_TRACES_EXPORTER" ($otel.traces | ternary "otlp" "")
  "OTEL_LOGS_EXPORTER" ($otel.logs | ternary "otlp" "")
  "OTEL_RESOURCE_ATTRIBUTES" (join "," $pairs)
  "AM_OTEL_LABELS" (empty $otel.labels | ternary "" (toJson $otel.labels))
  "AM_PROMETHEUS_URL" $gateway.url
  "KAVMON_ALERTMANAGER_URL" $alerts.url
  "KAVMON_ALERTMANAGER_RESOLVE_AFTER" (or $alerts.url $alerts.urlSecret | empty | ternary "" .resolveAfter)
  "AM_PUSHGATEWAY_LABELS" (empty $gateway.labels | ternary "" (toJson $gateway.labels))) -}}
{{- $secrets = dict "OTEL_EXPORTER_OTLP_HEADERS" $otel.headersSecret "AM_PROMETHEUS_URL" $gateway.urlSecret "KAVMON_ALERTMANAGER_URL" $alerts.urlSecret "KAVMON_ALERTMANAGER_TOKEN" $alerts.tokenSecret -}}
{{- end -}}
{{- $env := list -}}
{{- range $name, $path := $fields -}}
{{- $env = append $env (dict "name" $name "valueFrom" (dict "fieldRef" (dict "fieldPath" $path))) -}}
{{- end -}}
{{- range $name, $text := $texts -}}
{{- with $text -}}{{- $env = append $env (dict "name" $name "value" .) -}}{{- end -}}
{{- end -}}
{{- range $from := list $secrets $values.secretEnv -}}
{{- range $name, $secret := $from -}}
{{- with $secret -}}{{- $env = append $env (dict "name" $name "valueFrom" (dict "secretKeyRef" .)) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- $env = concat $env ($values.extraEnv | default list) -}}
{{- $seen := dict -}}
{{- range $env -}}
{{- if hasKey $seen .name -}}{{- fail (printf "variables: %q is set twice, by the chart, proxy, extraCA, secretEnv or extraEnv: only one would count" .name) -}}{{- end -}}
{{- $_ := set $seen .name true -}}
{{- end -}}
{{- toYaml $env -}}
{{- end -}}
