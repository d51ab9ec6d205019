{{/*
The pod of a run. Given: root, args (YAML text) or command, resources, reads (whether it reads the cluster), and of a
scheduled run cronJob and shards.
*/}}
{{- define "kavmon.podTemplate" -}}
metadata:
  labels:
    {{- include "kavmon.labels" (dict "root" .root "component" .component "pod" true) | nindent 4 }}
  {{- with .root.Values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- include "kavmon.podSpec" . | nindent 2 }}
{{- end -}}

{{- define "kavmon.podSpec" -}}
{{- $values := .root.Values -}}
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
{{- with $values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
containers:
  - name: kavmon
    image: {{ include "kavmon.image" .root | quote }}
    imagePullPolicy: {{ $values.image.pullPolicy }}
    {{- with .command }}
    command:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .args }}
    args:
      {{- . | nindent 6 }}
    {{- end }}
    env:
      {{- include "kavmon.eachOnce" (dict "text" (include "kavmon.env" .) "by" "name" "of" "variables" "from" "proxy, extraCA, secretEnv and extraEnv") | nindent 6 }}
    {{- with $values.extraEnvFrom }}
    envFrom:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with $values.securityContext }}
    securityContext:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    resources:
      {{- toYaml .resources | nindent 6 }}
    # One line of what was wrong is written there; where kavmon could not even start, the last lines of its log stand in.
    terminationMessagePath: /dev/termination-log
    terminationMessagePolicy: FallbackToLogsOnError
    volumeMounts:
      {{- include "kavmon.eachOnce" (dict "text" (include "kavmon.volumeMounts" .root) "by" "mountPath" "of" "mounts" "from" "secretFiles and extraVolumeMounts") | nindent 6 }}
volumes:
  {{- include "kavmon.eachOnce" (dict "text" (include "kavmon.volumes" .root) "by" "name" "of" "volumes" "from" "secretFiles and extraVolumes") | nindent 2 }}
{{- end -}}

{{/*
The text of a list, refused when two of its entries have the same key: the API server keeps only one of them, or refuses
both. Given: text, by, of, from.
*/}}
{{- define "kavmon.eachOnce" -}}
{{- $seen := list -}}
{{- range .text | fromYamlArray -}}
{{- $key := get . $.by -}}
{{- if has $key $seen -}}
{{- fail (printf "%s: %s %q is there twice; beside the chart's own they come from %s" $.of $.by $key $.from) -}}
{{- end -}}
{{- $seen = append $seen $key -}}
{{- end -}}
{{- .text -}}
{{- end -}}

{{- define "kavmon.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
{{- if or .Values.config .Values.existingConfigMap }}
- name: config
  mountPath: /etc/kavmon
  readOnly: true
{{- end }}
{{- range $index, $it := .Values.secretFiles }}
- name: secret-{{ $index }}
  mountPath: /var/run/secrets/kavmon/{{ $it.name }}
  readOnly: true
{{- end }}
{{- if .Values.extraCA.configMap }}
- name: extra-ca
  mountPath: /etc/kavmon-ca
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "kavmon.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- if or .Values.config .Values.existingConfigMap }}
- name: config
  configMap:
    name: {{ .Values.existingConfigMap | default (include "kavmon.fullname" .) | quote }}
{{- end }}
{{- range $index, $it := .Values.secretFiles }}
- name: secret-{{ $index }}
  secret:
    secretName: {{ $it.name | quote }}
    {{- if hasKey $it "optional" }}
    optional: {{ $it.optional }}
    {{- end }}
    {{- with $it.items }}
    items:
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- end }}
{{- if .Values.extraCA.configMap }}
- name: extra-ca
  configMap:
    name: {{ .Values.extraCA.configMap | quote }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
