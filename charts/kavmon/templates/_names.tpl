{{/* Name of all objects. A release's name may have dots, the name of a pod's host may not. */}}
{{- define "kavmon.fullname" -}}
{{- $release := .Release.Name | replace "." "-" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains "kavmon" $release -}}
{{- $release | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-kavmon" $release | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Cut at a length with a hash of the whole, so that two long names stay two. Given: name, length. */}}
{{- define "kavmon.cut" -}}
{{- if le (len .name) (int .length) -}}
{{- .name -}}
{{- else -}}
{{- printf "%s-%s" (.name | trunc (int (sub .length 9)) | trimSuffix "-") (sha256sum .name | trunc 8) -}}
{{- end -}}
{{- end -}}

{{/*
Name of a CronJob: its Jobs get eleven characters more, and 63 are allowed; the hosts of an Indexed Job's pods get three
more (`-99`). Given: root, name, job.
*/}}
{{- define "kavmon.cronJobName" -}}
{{- $length := gt (int .job.shards) 1 | ternary 49 52 -}}
{{- include "kavmon.cut" (dict "name" (printf "%s-%s" (include "kavmon.fullname" .root) .name) "length" $length) -}}
{{- end -}}

{{- define "kavmon.onDemandName" -}}
{{- include "kavmon.cut" (dict "name" (printf "%s-on-demand" (include "kavmon.fullname" .)) "length" 63) -}}
{{- end -}}

{{- define "kavmon.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "kavmon.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{/* Name, namespace and labels of an object. Given: root; perhaps name, namespace (none if it is empty), component. */}}
{{- define "kavmon.metadata" -}}
name: {{ .name | default (include "kavmon.fullname" .root) | quote }}
{{- with hasKey . "namespace" | ternary .namespace .root.Release.Namespace }}
namespace: {{ . | quote }}
{{- end }}
labels:
  {{- include "kavmon.labels" . | nindent 2 }}
{{- end -}}

{{/* The name is always the same: by it kavmon knows its own pods and never reports them. */}}
{{- define "kavmon.selectorLabels" -}}
app.kubernetes.io/name: kavmon
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{/* Labels of an object, or of a pod when `pod` is given. Given: root; perhaps component, pod. */}}
{{- define "kavmon.labels" -}}
{{- $labels := include "kavmon.selectorLabels" .root | fromYaml -}}
{{- $_ := set $labels "app.kubernetes.io/version" .root.Chart.AppVersion -}}
{{- $_ := set $labels "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- $_ := set $labels "app.kubernetes.io/component" (.component | default "") -}}
{{- $_ := set $labels "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63) -}}
{{- range $from := list "commonLabels" "podLabels" -}}
{{- range $name, $_ := get $.root.Values $from | default dict -}}
{{- if hasKey $labels $name -}}
{{- fail (printf "%s: %s is a label of the chart itself, by which kavmon knows its own pods" $from $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if not .component -}}{{- $labels = omit $labels "app.kubernetes.io/component" -}}{{- end -}}
{{- if .pod -}}{{- $labels = merge $labels (.root.Values.podLabels | default dict) -}}{{- end -}}
{{- toYaml (merge $labels (.root.Values.commonLabels | default dict)) -}}
{{- end -}}

{{/* A registry that is given takes the place of the one in the repository. */}}
{{- define "kavmon.image" -}}
{{- $image := .Values.image -}}
{{- $name := $image.repository -}}
{{- with $image.registry | default (dig "imageRegistry" "" (.Values.global | default dict)) -}}
{{- $name = printf "%s/%s" (trimSuffix "/" .) (regexReplaceAll "^([^/]*[.:][^/]*|localhost)/" $name "") -}}
{{- end -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $name $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name ($image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}
