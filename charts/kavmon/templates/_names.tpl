{{/* Name of all objects. A release's name may have dots, the host name of a pod may not. */}}
{{- define "kavmon.fullname" -}}
{{- $name := .Values.nameOverride | default "kavmon" -}}
{{- $release := .Release.Name | replace "." "-" -}}
{{- $full := contains $name $release | ternary $release (printf "%s-%s" $release $name) -}}
{{- .Values.fullnameOverride | default $full | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Cut at a length with a hash of the whole, so that two long names stay two. Given: name, length. */}}
{{- define "kavmon.cut" -}}
{{- $cut := printf "%s-%s" (.name | trunc (int (sub .length 9)) | trimSuffix "-") (sha256sum .name | trunc 8) -}}
{{- gt (len .name) (int .length) | ternary $cut .name -}}
{{- end -}}

{{/* Name of a CronJob: its Jobs get 11 characters more, pods of an Indexed Job 3 (`-99`); 63 are allowed. Given: root, name, job. */}}
{{- define "kavmon.cronJobName" -}}
{{- $length := gt (int .job.shards) 1 | ternary 49 52 -}}
{{- include "kavmon.cut" (dict "name" (printf "%s-%s" (include "kavmon.fullname" .root) .name) "length" $length) -}}
{{- end -}}

{{- define "kavmon.onDemandName" -}}
{{- include "kavmon.cut" (dict "name" (printf "%s-on-demand" (include "kavmon.fullname" .)) "length" 63) -}}
{{- end -}}

{{- define "kavmon.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (.Values.serviceAccount.create | ternary (include "kavmon.fullname" .) "default") -}}
{{- end -}}

{{/*
Name, namespace, labels and annotations of an object. Given: root; perhaps name, namespace (none if it is empty), component,
annotations; pod: whether it is one, which has labels and annotations of its own.
*/}}
{{- define "kavmon.metadata" -}}
name: {{ .name | default (include "kavmon.fullname" .root) | quote }}
{{- with hasKey . "namespace" | ternary .namespace .root.Release.Namespace }}
namespace: {{ . | quote }}
{{- end }}
{{ include "kavmon.labels" . }}
{{- end -}}

{{/* The labels and annotations of an object or of a template. Given: as above. */}}
{{- define "kavmon.labels" -}}
{{- $values := .root.Values -}}
{{- $labels := include "kavmon.selectorLabels" .root | fromYaml -}}
{{- $_ := set $labels "app.kubernetes.io/version" .root.Chart.AppVersion -}}
{{- $_ := set $labels "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- $_ := set $labels "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63) -}}
{{- with .component }}{{ $_ := set $labels "app.kubernetes.io/component" . }}{{ end -}}
{{- $ofPod := hasKey . "pod" | ternary (pick $values "podLabels" "podAnnotations") dict -}}
labels:
  {{- merge $labels ($ofPod.podLabels | default dict) ($values.commonLabels | default dict) | toYaml | nindent 2 }}
{{- with merge (dict) (.annotations | default dict) ($ofPod.podAnnotations | default dict) ($values.commonAnnotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The name is always the same: by it kavmon knows its own pods and never reports them. */}}
{{- define "kavmon.selectorLabels" -}}
app.kubernetes.io/name: kavmon
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{/* A registry that is given takes the place of the one in the repository. */}}
{{- define "kavmon.image" -}}
{{- $build := printf "docker build -t REGISTRY/kavmon:%[1]s . && docker push REGISTRY/kavmon:%[1]s" .Chart.AppVersion -}}
{{- $missing := printf "image.repository is required: no image is published. Build one from a checkout (%s) and set image.repository=REGISTRY/kavmon" $build -}}
{{- $name := required $missing .Values.image.repository -}}
{{- with .Values.image.registry | default (dig "imageRegistry" "" (.Values.global | default dict)) -}}
{{- $name = printf "%s/%s" (trimSuffix "/" .) (regexReplaceAll "^([^/]*[.:][^/]*|localhost)/" $name "") -}}
{{- end -}}
{{- $tagged := printf "%s:%s" $name (include "kavmon.text" (.Values.image.tag | default .Chart.AppVersion)) -}}
{{- empty .Values.image.digest | ternary $tagged (printf "%s@%s" $name .Values.image.digest) -}}
{{- end -}}

{{/* A text, or a number as it was written: Helm reads numbers as floating-point ones. */}}
{{- define "kavmon.text" -}}
{{- kindIs "string" . | ternary . (toJson .) -}}
{{- end -}}
