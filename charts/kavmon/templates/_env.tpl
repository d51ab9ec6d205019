{{/* Refuses addresses with a password in them, which everybody could read in the CronJob, and metrics that cannot get out. */}}
{{- define "kavmon.refuseAddresses" -}}
{{- $otel := .Values.otel -}}
{{- $gateway := .Values.pushgateway | default dict -}}
{{- $instead := dict "otel.endpoint" "otel.headersSecret" "otel.metricsEndpoint" "otel.headersSecret" "pushgateway.url" "pushgateway.urlSecret" "proxy.http" "secretEnv (HTTP_PROXY)" "proxy.https" "secretEnv (HTTPS_PROXY)" -}}
{{- $receivers := dict "otel.endpoint" $otel.endpoint "otel.metricsEndpoint" $otel.metricsEndpoint "pushgateway.url" $gateway.url -}}
{{- $proxies := dict "proxy.http" .Values.proxy.http "proxy.https" .Values.proxy.https -}}
{{- range $key, $url := merge (dict) $receivers $proxies -}}
{{- if regexMatch "^[a-z]+://[^/]*@" ($url | default "") -}}
{{- fail (printf "%s: user and password belong into a Secret, named by %s" $key (get $instead $key)) -}}
{{- end -}}
{{- end -}}
{{- $policy := .Values.networkPolicy -}}
{{- if and $policy.enabled (not (or $policy.extraEgress .Values.proxy.http .Values.proxy.https)) -}}
{{- range $key, $url := $receivers -}}
{{- if $url -}}
{{- $port := regexFind ":[0-9]+$" (urlParse $url).host | trimPrefix ":" | default (hasPrefix "https" $url | ternary "443" "80") -}}
{{- $open := false -}}
{{- range $policy.ports -}}{{- if eq (toString (int .)) $port -}}{{- $open = true -}}{{- end -}}{{- end -}}
{{- if not $open -}}
{{- fail (printf "networkPolicy.ports: %s is missing, the port of %s: no metrics would get out" $port $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Variables of a run: where it runs, what the downward API tells of it and what that API lacks. */}}
{{- define "kavmon.env" -}}
{{- $values := .root.Values -}}
- name: KAVMON_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
- name: KAVMON_POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: KAVMON_CONTAINER
  value: kavmon
- name: KAVMON_TERMINATION_LOG
  value: /dev/termination-log
{{- with $values.cluster }}
- name: KAVMON_CLUSTER
  value: {{ . | quote }}
{{- end }}
{{- with $values.environment }}
- name: KAVMON_ENVIRONMENT
  value: {{ . | quote }}
{{- end }}
{{- with .cronJob }}
- name: KAVMON_CRONJOB
  value: {{ . | quote }}
- name: KAVMON_JOB
  valueFrom:
    fieldRef:
      fieldPath: metadata.labels['batch.kubernetes.io/job-name']
{{- end }}
{{- if gt (int .shards) 1 }}
- name: KAVMON_SHARDS
  value: {{ .shards | quote }}
{{- end }}
{{- if .cronJob }}
{{- include "kavmon.otelEnv" .root }}
{{- include "kavmon.pushgatewayEnv" .root }}
{{- end }}
{{- include "kavmon.proxyEnv" .root }}
{{- range $name, $from := $values.secretEnv }}
{{- if not (regexMatch "^[A-Za-z_][A-Za-z0-9_]*$" $name) }}
{{- fail (printf "secretEnv: %q is no name of a variable: letters, digits and _" $name) }}
{{- end }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      {{- toYaml $from | nindent 6 }}
{{- end }}
{{- with $values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Only runs of CronJobs send metrics: others have no identity that lasts. */}}
{{- define "kavmon.otelEnv" -}}
{{- with .Values.otel.endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with .Values.otel.metricsEndpoint }}
- name: OTEL_EXPORTER_OTLP_METRICS_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with .Values.otel.protocol }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: {{ . | quote }}
{{- end }}
{{- with .Values.otel.headersSecret }}
- name: OTEL_EXPORTER_OTLP_HEADERS
  valueFrom:
    secretKeyRef:
      {{- toYaml . | nindent 6 }}
{{- end }}
{{- with .Values.otel.resourceAttributes }}
- name: OTEL_RESOURCE_ATTRIBUTES
  value: {{ include "kavmon.pairs" . | quote }}
{{- end }}
{{- with .Values.otel.labels }}
- name: AM_OTEL_LABELS
  value: {{ toJson . | quote }}
{{- end }}
{{- end -}}

{{- define "kavmon.pushgatewayEnv" -}}
{{- $gateway := .Values.pushgateway | default dict -}}
{{- if and $gateway.url $gateway.urlSecret -}}
{{- fail "pushgateway: url and urlSecret exclude each other: give the address in one of them" -}}
{{- end -}}
{{- range $name, $_ := $gateway.labels -}}
{{- if eq $name "job" -}}
{{- fail "pushgateway.labels: job is always the name of the CronJob" -}}
{{- else if not (regexMatch "^[a-zA-Z_][a-zA-Z0-9_]*$" $name) -}}
{{- fail (printf "pushgateway.labels: %q is no name of a label: letters, digits and _" $name) -}}
{{- end -}}
{{- end -}}
{{- with $gateway.url }}
- name: AM_PROMETHEUS_URL
  value: {{ . | quote }}
{{- end }}
{{- with $gateway.urlSecret }}
- name: AM_PROMETHEUS_URL
  valueFrom:
    secretKeyRef:
      {{- toYaml . | nindent 6 }}
{{- end }}
{{- with $gateway.labels }}
- name: AM_PUSHGATEWAY_LABELS
  value: {{ toJson . | quote }}
{{- end }}
{{- end -}}

{{/* `key=value,key=value`, percent-encoded. */}}
{{- define "kavmon.pairs" -}}
{{- $pairs := list -}}
{{- range $key, $value := . -}}
{{- if not (regexMatch "^[^=,\\s]+$" $key) -}}
{{- fail (printf "otel.resourceAttributes: %q is no key: it has no =, no comma and no space" $key) -}}
{{- end -}}
{{- $pairs = append $pairs (printf "%s=%s" $key (toString $value | urlquery | replace "+" "%20")) -}}
{{- end -}}
{{- join "," $pairs -}}
{{- end -}}

{{- define "kavmon.proxyEnv" -}}
{{- range $name, $value := dict "HTTP_PROXY" .Values.proxy.http "HTTPS_PROXY" .Values.proxy.https "NO_PROXY" .Values.proxy.none }}
{{- with $value }}
- name: {{ $name }}
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- if .Values.extraCA.configMap }}
- name: NODE_EXTRA_CA_CERTS
  value: {{ printf "/etc/kavmon-ca/%s" .Values.extraCA.key | quote }}
{{- end }}
{{- end -}}
