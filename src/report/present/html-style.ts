/** The whole style of the page: system fonts, colours of the reader's scheme, nothing wider than a phone. */
export const htmlStyle = `
:root { color-scheme: light dark; --bad: #c62828; --warn: #a15c00; --good: #2e7d32; --line: #8884; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --warn: #ffb74d; --good: #81c784; } }
body { font: 16px/1.45 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
header { border-left: .4rem solid var(--good); padding-left: 1rem; }
header.failed { border-color: var(--bad); }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .3rem; } p { margin: .3rem 0; }
details { border-top: 1px solid var(--line); padding: .4rem 0; }
summary { cursor: pointer; } summary i { opacity: .7; font-size: .85em; white-space: nowrap; }
summary b { color: var(--good); }
.failed summary b, .timeout summary b { color: var(--bad); }
.degraded summary b, .error summary b { color: var(--warn); }
.skipped summary b { color: inherit; opacity: .7; }
div { border-left: 2px solid var(--line); padding-left: .8rem; margin: .5rem 0; }
dl { margin: .3rem 0; display: grid; grid-template-columns: fit-content(12rem) 1fr; gap: 0 1rem; }
dt { font-weight: 600; font-size: .9em; } dd { margin: 0; min-width: 0; } dd pre { margin: 0 0 .2rem; }
pre, code { font: .85em/1.4 ui-monospace, monospace; } pre { white-space: pre-wrap; background: #8882; padding: .5rem; margin: .3rem 0; }
footer, .note { opacity: .75; font-size: .85em; margin-top: 1rem; }
`;
