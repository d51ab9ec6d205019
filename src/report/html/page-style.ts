/** The whole style of the page: system fonts, colours of the reader's scheme, nothing wider than a phone, all of it in print. */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1b1b1f; --page: #fff; --soft: #f2f2f5; --quiet: #55555f; --line: #c9c9d2;
  --fault: #b3261e; --unknown: #7b1fa2; --warning: #8a4b00; --healthy: #1b6b2a; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e6ea; --page: #16161a; --soft: #23232a; --quiet: #a9a9b5; --line: #44444f;
  --fault: #ff8a80; --unknown: #d9a5f0; --warning: #ffb74d; --healthy: #81c784; --link: #8ab4f8; } }
* { box-sizing: border-box; }
body { font: 16px/1.45 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 62rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
a { color: var(--link); }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .3rem; } h2 { font-size: 1.15rem; margin: 1.8rem 0 .4rem; } h3 { font-size: 1rem; margin: 0; }
p, ul, ol { margin: .3rem 0; } ul, ol { padding-left: 1.4rem; }
header { border-left: .5rem solid var(--line); padding: .2rem 0 .2rem 1rem; }
header.fault { border-color: var(--fault); } header.unknown { border-color: var(--unknown); } header.warning { border-color: var(--warning); } header.healthy { border-color: var(--healthy); }
.quiet, footer { color: var(--quiet); font-size: .87rem; }
.banner { border: 1px solid var(--unknown); border-radius: .3rem; padding: .4rem .6rem; }
.fault b, .failed b { color: var(--fault); } .unknown b { color: var(--unknown); } .warning b { color: var(--warning); } .healthy b { color: var(--healthy); } .skipped b { color: var(--quiet); }
.story p > b { color: inherit; } header .banner b { color: var(--unknown); }
.stories { padding-left: 2.2rem; } .stories li { padding: .12rem 0; } .stories a { text-decoration: none; } .stories a:hover { text-decoration: underline; } .stories strong { color: var(--text); }
#filters { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; background: var(--page); border-bottom: 1px solid var(--line); padding: .5rem 0; margin-top: 1rem; }
#filters input, #filters select { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--quiet); border-radius: .3rem; padding: .25rem .4rem; max-width: 100%; }
[hidden] { display: none !important; }
nav details { border: 0; padding-left: .4rem; }
details { border-top: 1px solid var(--line); padding: .4rem 0; }
summary { cursor: pointer; padding: .15rem 0; } summary h2, summary h3 { display: inline; } summary i { color: var(--quiet); font-size: .85em; white-space: nowrap; }
.story .message { display: block; padding-left: 1rem; }
.story { scroll-margin-top: 4rem; content-visibility: auto; contain-intrinsic-size: auto 4rem; }
#checks .group:not(:has(> details:not([hidden]))) { display: none; }
.group { content-visibility: auto; contain-intrinsic-size: auto 60rem; margin-bottom: 1rem; }
.check { content-visibility: auto; contain-intrinsic-size: auto 2.4rem; }
:target { outline: 2px solid var(--link); outline-offset: 2px; }
dl { margin: .4rem 0; display: grid; grid-template-columns: fit-content(11rem) 1fr; gap: .1rem 1rem; }
dt { color: var(--quiet); font-size: .9em; } dd { margin: 0; min-width: 0; }
pre, code { font: .85em/1.4 ui-monospace, monospace; } pre { white-space: pre-wrap; background: var(--soft); padding: .5rem; margin: .3rem 0; border-radius: .3rem; }
.command { display: flex; gap: .6rem; justify-content: space-between; align-items: start; } .command code { min-width: 0; user-select: all; font-size: 1em; } .command button { flex: none; white-space: nowrap; font: .85em system-ui, sans-serif; color: var(--text); background: var(--page); border: 1px solid var(--quiet); border-radius: .3rem; cursor: pointer; }
figure { margin: .4rem 0; } figcaption { font-size: .87rem; color: var(--quiet); }
svg text { fill: var(--text); font: 13px system-ui, sans-serif; } .picture { width: 100%; max-width: 34rem; height: auto; display: block; margin: .3rem 0; }
.picture rect { fill: var(--soft); stroke: var(--line); } .picture .fault rect { stroke: var(--fault); stroke-width: 2; } .picture .unknown rect { stroke: var(--unknown); stroke-width: 2; } .picture .warning rect { stroke: var(--warning); } .picture .healthy rect { stroke: var(--healthy); }
.picture .unverified rect { stroke-dasharray: 4 3; }
.arrow { fill: none; stroke: var(--quiet); stroke-width: 1.5; }
.replicas .up { fill: var(--healthy); } .replicas .down { fill: none; stroke: var(--fault); stroke-width: 2; stroke-dasharray: 3 2; }
section, #run { scroll-margin-top: 4rem; }
.picture .follows text + text { fill: var(--quiet); }
.wide { overflow-x: auto; } .run { min-width: 36rem; width: 100%; height: auto; } .run text { font-size: 11px; } .run rect { fill: var(--healthy); } .run .wait { stroke: var(--line); stroke-width: 2; }
.run .failed rect, .run .timeout rect { fill: var(--fault); } .run .error rect { fill: var(--unknown); } .run .degraded rect { fill: var(--warning); }
.timeline { list-style: none; padding-left: .8rem; border-left: 3px solid var(--line); } .timeline time { font-variant-numeric: tabular-nums; color: var(--quiet); }
footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .5rem; }
@media (max-width: 32rem) { #filters { position: static; } body { padding: .7rem; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .3rem; } .stories { padding-left: 1.7rem; } }
@media print { :root { color-scheme: light; --text: #000; --page: #fff; --soft: #f2f2f2; --quiet: #444; --line: #999; --fault: #a00; --unknown: #609; --warning: #740; --healthy: #060; --link: #000; }
  html { font-size: 11px; } body { max-width: none; font-size: 1rem; } #filters, .command button { display: none; } .story, .check, .group { content-visibility: visible; }
  .story::details-content { content-visibility: visible; display: block; } summary, figure, svg, li { break-inside: avoid; } a { text-decoration: none; } }
`;
