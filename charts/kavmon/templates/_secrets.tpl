{{/*
Refuses secrets where everybody can read them, and says where they are, never what they are. Given: value, path (of it in the values),
name (its key), instead (what to write).
*/}}
{{- define "kavmon.refuseSecrets" -}}
{{- with include "kavmon.secretPaths" . | trim | splitList "\n" | compact | uniq -}}
{{- fail (printf "%s: no secret belongs there, where everybody who may read the release can read it: %s" (join ", " .) $.instead) -}}
{{- end -}}
{{- end -}}

{{/* The paths of secrets, a line each. Given: value, path, name: what it is, by its key, the `name` beside it or the flag before it. */}}
{{- define "kavmon.secretPaths" -}}
{{- $all := . -}}
{{- if kindIs "map" .value -}}
{{- range $key, $value := .value -}}
{{- $beside := eq (len $all.value) 2 | ternary (get $all.value "name") "" | default $all.name | toString -}}
{{- $name := eq $key "value" | ternary $beside $key -}}
{{- include "kavmon.secretPaths" (dict "value" $value "path" (printf "%s.%s" $all.path $key) "name" $name) -}}
{{- end -}}
{{- else if kindIs "slice" .value -}}
{{- $before := "" -}}
{{- range $index, $value := .value -}}
{{- $name := hasPrefix "-" $before | ternary $before $all.name -}}
{{- include "kavmon.secretPaths" (dict "value" $value "path" (printf "%s[%d]" $all.path $index) "name" $name) -}}
{{- $before = toString $value -}}
{{- end -}}
{{- else if not (or (kindIs "bool" .value) (kindIs "invalid" .value)) -}}
{{- /* References are none: ${NAME}, $(NAME), {{ }}, <password>, PASSWORD, ***. */ -}}
{{- $text := regexReplaceAll `\$?\$\{[^}]*\}|\$\([^)]*\)|\$[A-Z_][A-Z0-9_]*|\{\{[^}]*\}\}|<[\w -]+>|\*{3,}|\bPASSWORD\b` (toString .value) "" -}}
{{- if include "kavmon.holdsSecret" (dict "name" .name "text" (trim $text)) }}{{ printf "%s\n" .path }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* Some text when this one is a secret by its name, or has one in it by its form. Given: name, text. */}}
{{- define "kavmon.holdsSecret" -}}
{{- $word := `(password|passwd|passphrase|api[-_]?key|auth[-_]?token|access[-_]?token|secret)` -}}
{{- $name := regexReplaceAll `[^a-z0-9]+` (regexReplaceAll `([a-z0-9])([A-Z])` .name "${1}_${2}" | lower) "_" -}}
{{- $isSecret := regexMatch `((^|_)(authorization|pwd|token|secret|cookie|credentials?|dsn|jwt|bearer|(access|account|private|client)_?key|connection_string|(user|db|smtp|auth)_?pass)|(passwords?|passwd|passphrase|api_?keys?|authtoken))$` $name -}}
{{- $isElsewhere := regexMatch `(?i)^(|bearer|basic|token|none|null|\.{0,2}/(etc|var|run|mnt|opt|secrets?|vault|certs?|config)/[^\s:@]*|(vault|env|file|secretref):\S*|op://\S*|ref\+\S*|arn:aws:secretsmanager:\S*)$` .text -}}
{{- if and $isSecret (not $isElsewhere) }}name{{ end -}}
{{- range regexFindAll `://[^\s/@:\[\]"'?#]*:[^\s@"'<>]+@` .text -1 -}}
{{- /* A port and a path with an at sign in it are no password. */ -}}
{{- if not (regexMatch `^://[^:]*:\d{1,5}[/?#]` .) }}url{{ end -}}
{{- end -}}
{{- range regexFindAll `(?i)\bbasic\s+[\w+/-]{4,}=*` .text -1 -}}
{{- if contains ":" (regexReplaceAll `(?i)^basic\s+` . "" | b64dec) }}basic{{ end -}}
{{- end -}}
{{- range regexFindAll `(?i)\bbearer\s+[\w.~+/-]*\d[\w.~+/-]*` .text -1 -}}
{{- /* A shorter word is one of a sentence: `Bearer OAuth2`. */ -}}
{{- if gt (len .) 15 }}bearer{{ end -}}
{{- end -}}
{{- $forms := list
  `-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----`
  `\beyJ[\w-]{8,}\.[\w-]{8,}`
  `^[\w.-]+:[^\s@/]+@(tcp|udp|unix)?\(`
  (printf `(?i)[?&][^=&\s]*%s=[^&\s]` $word)
  (printf `(?i)(^|\s)--?[\w-]*%s[= ][^\s-]` $word)
  `(?i)(^|[\s;,])(host|server|data source|addr|dbname|database|user|user id|uid|username|accountname|endpoint)\s*=.*[\s;,](password|pwd|accountkey|sharedaccesskey)\s*=\s*[^\s;,]`
  `(?i)(^|[\s;,])(password|pwd)\s*=\s*[^\s;,]+[\s;,]+(host|server|data source|addr|dbname|database|user|user id|uid|username)\s*=`
  `(?i)^[\w.-]+:\d+,(.*,)?password=[^\s,]` -}}
{{- range $forms }}{{ if regexMatch . $.text }}form{{ end }}{{ end -}}
{{- end -}}
