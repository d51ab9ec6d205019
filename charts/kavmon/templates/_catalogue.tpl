{{/* What this version of kavmon can check, written by `npm run docs`. */}}
{{- define "kavmon.catalogue" -}}
{{- .Files.Get "files/catalogue.json" -}}
{{- end -}}

{{/*
What the configuration makes of the catalogue: the same as kavmon itself does, as far as the choice of jobs and of
permissions goes. A list of { check, name, service, group, enabled, off }.
*/}}
{{- define "kavmon.registrations" -}}
{{- $checks := (include "kavmon.catalogue" . | fromJson).checks -}}
{{- $config := .Values.config | default dict -}}
{{- $tunings := $config.checks | default dict -}}
{{- $all := list -}}
{{- range $check, $it := $checks -}}
{{- /* A configuration that the chart cannot read may use any check. */}}
{{- if or $it.cluster $.Values.existingConfigMap -}}
{{- $tuning := get $tunings $check | default dict -}}
{{- $base := dict "check" $check "name" $check "service" "cluster" "group" $it.group -}}
{{- $all = append $all (include "kavmon.switched" (dict "base" $base "default" $it.enabled "by" (list $tuning)) | fromJson) -}}
{{- end -}}
{{- end -}}
{{- range $service, $declared := $config.services | default dict -}}
{{- $declared = $declared | default dict -}}
{{- $listed := list -}}
{{- range $section := list "checks" "dependsOn" -}}
{{- range $key, $value := get $declared $section | default dict -}}
{{- range $index, $item := (kindIs "slice" $value | ternary $value (list $value)) -}}
{{- $item = $item | default dict -}}
{{- $check := hasKey $checks $key | ternary $key (get $item "check") -}}
{{- if and $check (hasKey $checks $check) -}}
{{- $listed = append $listed $check -}}
{{- $numbered := kindIs "slice" $value | ternary (printf "%s-%d" $key (add1 $index)) $key -}}
{{- $group := eq $section "checks" | ternary (get $checks $check).group "dependency" -}}
{{- $base := dict "check" $check "name" (get $item "name" | default $numbered) "service" $service "group" $group -}}
{{- $by := list (get $tunings $check | default dict) $declared $item -}}
{{- $all = append $all (include "kavmon.switched" (dict "base" $base "default" true "by" $by) | fromJson) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if dig "workloads" "selector" "" $declared -}}
{{- range $check, $it := $checks -}}
{{- if and $it.claimed (not (has $check $listed)) -}}
{{- $base := dict "check" $check "name" $check "service" $service "group" $it.group -}}
{{- $by := list (get $tunings $check | default dict) $declared -}}
{{- $all = append $all (include "kavmon.switched" (dict "base" $base "default" $it.enabled "by" $by) | fromJson) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $all -}}
{{- end -}}

{{/* A registration with whether it runs: the last setting counts. Given: base, default, by (a list of settings). */}}
{{- define "kavmon.switched" -}}
{{- $set := "" -}}
{{- range .by -}}{{- if hasKey . "enabled" -}}{{- $set = toString .enabled -}}{{- end -}}{{- end -}}
{{- $enabled := eq $set "" | ternary (toString .default) $set -}}
{{- merge .base (dict "enabled" (eq $enabled "true") "off" (eq $set "false")) | toJson -}}
{{- end -}}
