{{/*
The pod of a run. Given: root, args (YAML text) or command, resources, reads (whether it reads the cluster), and of a
scheduled run cronJob and shards.
*/}}
{{- define "kavmon.podTemplate" -}}
metadata:
  labels:
    {{- include "kavmon.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
    {{- with .root.Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
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
serviceAccountName: {{ include "kavmon.serviceAccountName" .root }}
automountServiceAccountToken: {{ .reads }}
enableServiceLinks: false
terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
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
priorityClassName: {{ . }}
{{- end }}
containers:
  - name: kavmon
    image: {{ include "kavmon.image" .root }}
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
      {{- include "kavmon.env" . | nindent 6 }}
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
      {{- include "kavmon.volumeMounts" .root | nindent 6 }}
volumes:
  {{- include "kavmon.volumes" .root | nindent 2 }}
{{- end -}}

{{- define "kavmon.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
{{- if or .Values.config .Values.existingConfigMap }}
- name: config
  mountPath: /etc/kavmon
  readOnly: true
{{- end }}
{{- range .Values.secretFiles }}
- name: {{ include "kavmon.cut" (dict "name" (printf "secret-%s" .name | replace "." "-") "length" 63) }}
  mountPath: /var/run/secrets/kavmon/{{ .name }}
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
    name: {{ .Values.existingConfigMap | default (include "kavmon.fullname" .) }}
{{- end }}
{{- range .Values.secretFiles }}
- name: {{ include "kavmon.cut" (dict "name" (printf "secret-%s" .name | replace "." "-") "length" 63) }}
  secret:
    secretName: {{ .name }}
    {{- if hasKey . "optional" }}
    optional: {{ .optional }}
    {{- end }}
    {{- with .items }}
    items:
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- end }}
{{- if .Values.extraCA.configMap }}
- name: extra-ca
  configMap:
    name: {{ .Values.extraCA.configMap }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
