{{/* The fields of a schedule as Kubernetes reads them; `H` in one is a number up to `most`, as every month has it. */}}
{{- define "kavmon.cronFields" -}}
- { name: minute, first: 0, last: 59, most: 59 }
- { name: hour, first: 0, last: 23, most: 23 }
- { name: day, first: 1, last: 31, most: 28 }
- { name: month, first: 1, last: 12, most: 12, words: [jan, feb, mar, apr, may, jun, jul, aug, sep, oct, nov, dec] }
- { name: weekday, first: 0, last: 6, most: 6, words: [sun, mon, tue, wed, thu, fri, sat] }
{{- end -}}

{{/*
The schedule with each `H` replaced by a number that follows from namespace, release and job, so that not all CronJobs of
a cluster start in the same second. Refused when Kubernetes would refuse it, and when it never comes. Given: root, name,
job.
*/}}
{{- define "kavmon.schedule" -}}
{{- $hash := printf "%s/%s/%s" .root.Release.Namespace .root.Release.Name .name | sha256sum | adler32sum | int64 -}}
{{- $schedule := trim .job.schedule -}}
{{- if hasPrefix "@" $schedule -}}
{{- $schedule -}}
{{- else -}}
{{- $texts := regexSplit "\\s+" $schedule -1 -}}
{{- if regexMatch "^(CRON_)?TZ=" $schedule -}}
{{- fail (printf "jobs.%s: a time zone in the schedule %q: it belongs into timeZone" .name $schedule) -}}
{{- else if ne (len $texts) 5 -}}
{{- fail (printf "jobs.%s: the schedule %q has %d fields; it takes five: minute, hour, day, month, weekday" .name $schedule (len $texts)) -}}
{{- end -}}
{{- $fields := list -}}
{{- $numbers := dict -}}
{{- range $index, $it := include "kavmon.cronFields" . | fromYamlArray -}}
{{- $field := index $texts $index -}}
{{- $first := int $it.first -}}
{{- $count := add1 (sub (int $it.most) $first) -}}
{{- if eq $field "H" -}}
{{- $field = printf "%d" (add $first (mod $hash $count)) -}}
{{- else if hasPrefix "H/" $field -}}
{{- $step := trimPrefix "H/" $field | atoi -}}
{{- if or (lt $step 1) (gt $step (int $count)) -}}
{{- fail (printf "jobs.%s: %q in the schedule is no step: %s takes H/1 to H/%d" $.name $field $it.name $count) -}}
{{- end -}}
{{- $field = printf "%d-%d/%d" (add $first (mod $hash $step)) (int $it.most) $step -}}
{{- end -}}
{{- $_ := set $numbers $it.name (include "kavmon.cronField" (dict "field" $field "of" $it "name" $.name) | fromJsonArray) -}}
{{- $fields = append $fields $field -}}
{{- end -}}
{{- if has (last $fields) (list "*" "?") -}}
{{- $longest := 0 -}}
{{- range $numbers.month -}}{{- $longest = max $longest (index (list 31 29 31 30 31 30 31 31 30 31 30 31) (sub (int .) 1)) -}}{{- end -}}
{{- if gt (first $numbers.day | int) (int $longest) -}}
{{- fail (printf "jobs.%s: the schedule %q never comes: no such month has a day %v" .name $schedule (first $numbers.day)) -}}
{{- end -}}
{{- end -}}
{{- join " " $fields -}}
{{- end -}}
{{- end -}}

{{/* The least number of seconds between two starts. Given: name, schedule (without H). */}}
{{- define "kavmon.interval" -}}
{{- $known := dict "@hourly" 3600 "@daily" 86400 "@midnight" 86400 "@weekly" 604800 "@monthly" 2419200 "@yearly" 31536000 "@annually" 31536000 -}}
{{- if hasKey $known .schedule -}}
{{- get $known .schedule -}}
{{- else if hasPrefix "@" .schedule -}}
{{- fail (printf "jobs.%s: the schedule %q is not known; known: five fields, as */5 * * * *, or one of %s" .name .schedule (keys $known | sortAlpha | join " ")) -}}
{{- else -}}
{{- $fields := splitList " " .schedule -}}
{{- $of := include "kavmon.cronFields" . | fromYamlArray -}}
{{- $minutes := include "kavmon.cronField" (dict "field" (index $fields 0) "of" (index $of 0) "name" .name) | fromJsonArray -}}
{{- $hours := include "kavmon.cronField" (dict "field" (index $fields 1) "of" (index $of 1) "name" .name) | fromJsonArray -}}
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

{{/* The numbers that a field of a schedule names, each once, in their order. Given: field, of (its row above), name. */}}
{{- define "kavmon.cronField" -}}
{{- $it := .of -}}
{{- $first := int $it.first -}}
{{- $named := dict -}}
{{- range $written := splitList "," .field -}}
{{- $part := regexReplaceAll "^[?]$" $written "*" -}}
{{- range $index, $word := $it.words -}}
{{- $part = regexReplaceAll (printf "(?i)\\b%s\\b" $word) $part (printf "%d" (add $index $first)) -}}
{{- end -}}
{{- if not (regexMatch "^([*]|[0-9]{1,4}(-[0-9]{1,4})?)(/[0-9]{1,4})?$" $part) -}}
{{- fail (printf "jobs.%s: %q in the schedule is neither a number, a range, a step nor H" $.name $written) -}}
{{- end -}}
{{- $range := splitList "/" $part -}}
{{- $step := eq (len $range) 2 | ternary (last $range) "1" | atoi -}}
{{- $ends := splitList "-" (first $range) -}}
{{- $from := eq (first $ends) "*" | ternary (toString $first) (first $ends) | atoi -}}
{{- $to := $from -}}
{{- if eq (len $ends) 2 -}}{{- $to = last $ends | atoi -}}
{{- else if or (eq (first $ends) "*") (eq (len $range) 2) -}}{{- $to = int $it.last -}}{{- end -}}
{{- if or (lt $step 1) (lt $from $first) (gt $to (int $it.last)) (gt $from $to) -}}
{{- fail (printf "jobs.%s: %q in the schedule is out of range: %s is %d to %d" $.name $written $it.name $first (int $it.last)) -}}
{{- end -}}
{{- range untilStep $from (int (add $to 1)) $step -}}{{- $_ := set $named (printf "%02d" .) . -}}{{- end -}}
{{- end -}}
{{- $numbers := list -}}
{{- range $key, $number := $named -}}{{- $numbers = append $numbers $number -}}{{- end -}}
{{- toJson $numbers -}}
{{- end -}}
