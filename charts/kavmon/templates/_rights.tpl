{{/* The lists that a job reads, as names of the catalogue. Given: root, job. */}}
{{- define "kavmon.listsOfJob" -}}
{{- $checks := (include "kavmon.catalogue" .root | fromJson).checks -}}
{{- $lists := list -}}
{{- range include "kavmon.selected" . | fromJsonArray -}}{{- $lists = concat $lists (get $checks .check).lists -}}{{- end -}}
{{- toJson ($lists | uniq | sortAlpha) -}}
{{- end -}}

{{/* The same for all jobs and for the groups of `helm test`. */}}
{{- define "kavmon.lists" -}}
{{- $lists := list -}}
{{- range $name, $job := include "kavmon.jobs" . | fromJson -}}
{{- $lists = concat $lists (include "kavmon.listsOfJob" (dict "root" $ "job" $job) | fromJsonArray) -}}
{{- end -}}
{{- if and .Values.test.enabled .Values.test.groups -}}
{{- $job := dict "groups" .Values.test.groups "names" list "services" list -}}
{{- $lists = concat $lists (include "kavmon.listsOfJob" (dict "root" . "job" $job) | fromJsonArray) -}}
{{- end -}}
{{- toJson ($lists | uniq | sortAlpha) -}}
{{- end -}}

{{/*
The roles for reading these lists, as `kavmon rbac` has them: a list of { kind, namespace, rules }. Given: root, lists.
*/}}
{{- define "kavmon.roles" -}}
{{- $resources := (include "kavmon.catalogue" .root | fromJson).lists -}}
{{- $all := .root.Values.scope.allNamespaces -}}
{{- $namespaces := include "kavmon.namespaces" .root | fromJsonArray -}}
{{- $readable := list -}}
{{- $namespaced := false -}}
{{- range .lists -}}
{{- $it := get $resources . -}}
{{- if or $all (and $it.namespaced (or (not $it.within) (has $it.within $namespaces))) -}}
{{- $readable = append $readable . -}}
{{- if $it.namespaced -}}{{- $namespaced = true -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- if $namespaced -}}{{- $readable = append $readable "events" | uniq -}}{{- end -}}
{{- $logs := list -}}
{{- if and .root.Values.rbac.podLogs (has "pods" $readable) -}}
{{- $logs = list (dict "apiGroups" (list "") "resources" (list "pods/log") "verbs" (list "get")) -}}
{{- end -}}
{{- $extra := .root.Values.rbac.extraRules | default list -}}
{{- $roles := list -}}
{{- if and $all (or $readable $extra) -}}
{{- $within := dict -}}
{{- $everywhere := list -}}
{{- range $readable -}}
{{- $it := get $resources . -}}
{{- if $it.within -}}
{{- $_ := set $within $it.within (append (get $within $it.within | default list) .) -}}
{{- else -}}
{{- $everywhere = append $everywhere . -}}
{{- end -}}
{{- end -}}
{{- $rules := concat (include "kavmon.listRules" (dict "resources" $resources "names" $everywhere) | fromJsonArray) $logs $extra -}}
{{- if $rules -}}{{- $roles = append $roles (dict "kind" "ClusterRole" "rules" $rules) -}}{{- end -}}
{{- range $namespace, $names := $within -}}
{{- $roles = append $roles (dict "kind" "Role" "namespace" $namespace "rules" (include "kavmon.listRules" (dict "resources" $resources "names" $names) | fromJsonArray)) -}}
{{- end -}}
{{- else if or $readable $extra -}}
{{- range $namespace := $namespaces -}}
{{- $rules := list -}}
{{- if $readable -}}
{{- $rules = list (dict "apiGroups" (list "") "resources" (list "namespaces") "resourceNames" (list $namespace) "verbs" (list "get")) -}}
{{- end -}}
{{- $rules = concat $rules (include "kavmon.listRules" (dict "resources" $resources "names" $readable) | fromJsonArray) $logs $extra -}}
{{- $roles = append $roles (dict "kind" "Role" "namespace" $namespace "rules" $rules) -}}
{{- end -}}
{{- end -}}
{{- toJson $roles -}}
{{- end -}}

{{/* One rule for each API group. Given: resources, names. */}}
{{- define "kavmon.listRules" -}}
{{- $byGroup := dict -}}
{{- range .names -}}
{{- $it := get $.resources . -}}
{{- $_ := set $byGroup $it.group (append (get $byGroup $it.group | default list) $it.resource) -}}
{{- end -}}
{{- $rules := list -}}
{{- range $group, $names := $byGroup -}}
{{- $rules = append $rules (dict "apiGroups" (list $group) "resources" (sortAlpha $names) "verbs" (list "list")) -}}
{{- end -}}
{{- toJson $rules -}}
{{- end -}}
