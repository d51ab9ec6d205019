{{/*
The schedule with each `H` replaced by a number that follows from namespace, release and job, so that not all CronJobs of
a cluster start in the same second. Given: root, name, job.
*/}}
{{- define "kavmon.schedule" -}}
{{- $hash := printf "%s/%s/%s" .root.Release.Namespace .root.Release.Name .name | sha256sum | adler32sum | int64 -}}
{{- $fields := list -}}
{{- range $index, $field := splitList " " .job.schedule -}}
{{- $period := index (list 60 24 28 12 7) (min $index 4) -}}
{{- if eq $field "H" -}}
{{- $first := gt $index 1 | ternary (eq $index 4 | ternary 0 1) 0 -}}
{{- $field = printf "%d" (add (mod $hash $period) $first) -}}
{{- else if hasPrefix "H/" $field -}}
{{- $step := trimPrefix "H/" $field | int -}}
{{- if or (lt $step 1) (gt $step (int $period)) -}}
{{- fail (printf "jobs.%s: %q in the schedule is no step" $.name $field) -}}
{{- end -}}
{{- $field = printf "%d-%d/%d" (mod $hash $step) (sub $period 1) $step -}}
{{- end -}}
{{- $fields = append $fields $field -}}
{{- end -}}
{{- join " " $fields -}}
{{- end -}}

{{/* The least number of seconds between two starts. Given: schedule (without H). */}}
{{- define "kavmon.interval" -}}
{{- $known := dict "@hourly" 3600 "@daily" 86400 "@midnight" 86400 "@weekly" 604800 "@monthly" 2419200 "@yearly" 31536000 "@annually" 31536000 -}}
{{- if hasKey $known .schedule -}}
{{- get $known .schedule -}}
{{- else if hasPrefix "@" .schedule -}}
{{- fail (printf "jobs.%s: the schedule %q is not known; known: five fields, or one of %s" .name .schedule (keys $known | sortAlpha | join " ")) -}}
{{- else -}}
{{- $fields := splitList " " .schedule -}}
{{- $minutes := include "kavmon.cronField" (dict "field" (index $fields 0) "last" 59 "name" .name) | fromJsonArray -}}
{{- $hours := include "kavmon.cronField" (dict "field" (index $fields 1) "last" 23 "name" .name) | fromJsonArray -}}
{{- $hourGap := include "kavmon.gap" (dict "numbers" $hours "period" 24) | int -}}
{{- if eq (len $minutes) 1 -}}
{{- mul $hourGap 3600 -}}
{{- else -}}
{{- $turn := eq $hourGap 1 | ternary 60 100000 -}}
{{- mul (include "kavmon.gap" (dict "numbers" $minutes "period" $turn)) 60 -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The least distance between neighbours on a round of `period`. */}}
{{- define "kavmon.gap" -}}
{{- $gap := int .period -}}
{{- $before := sub (int (last .numbers)) (int .period) -}}
{{- range .numbers -}}
{{- $gap = min $gap (sub (int .) $before) -}}
{{- $before = int . -}}
{{- end -}}
{{- $gap -}}
{{- end -}}

{{/* The numbers that a field of a schedule names, each once, in their order. Given: field, last, name. */}}
{{- define "kavmon.cronField" -}}
{{- $named := dict -}}
{{- range $part := splitList "," .field -}}
{{- if not (regexMatch "^([*]|[0-9]+(-[0-9]+)?)(/[0-9]+)?$" $part) -}}
{{- fail (printf "jobs.%s: %q in the schedule is neither a number, a range, a step nor H" $.name $part) -}}
{{- end -}}
{{- $range := splitList "/" $part -}}
{{- $step := eq (len $range) 2 | ternary (last $range) "1" | int -}}
{{- $ends := splitList "-" (first $range) -}}
{{- $from := eq (first $ends) "*" | ternary "0" (first $ends) | int -}}
{{- $to := $from -}}
{{- if eq (len $ends) 2 -}}{{- $to = last $ends | int -}}
{{- else if or (eq (first $ends) "*") (eq (len $range) 2) -}}{{- $to = $.last | int -}}{{- end -}}
{{- if or (lt $step 1) (gt $to (int $.last)) (gt $from $to) -}}
{{- fail (printf "jobs.%s: %q in the schedule is out of range" $.name $part) -}}
{{- end -}}
{{- range untilStep $from (int (add $to 1)) $step -}}{{- $_ := set $named (printf "%02d" .) . -}}{{- end -}}
{{- end -}}
{{- $numbers := list -}}
{{- range $key, $number := $named -}}{{- $numbers = append $numbers $number -}}{{- end -}}
{{- toJson $numbers -}}
{{- end -}}
