/** The style sheet of the HTML report. Light, readable on a phone and on paper. */

export const STYLE = `
:root { --ink: #222; --soft: #555; --line: #ddd; --valid: #00664b; --invalid: #a33a00; --unknown: #595959; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1.25rem 4rem; max-width: 68rem; color: var(--ink); background: #fff;
  font: 16px/1.5 "DejaVu Sans", Verdana, system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 0 0 .15rem; }
p { margin: .5rem 0; max-width: 52rem; }
nav { font-size: .85rem; margin: .5rem 0 1rem; }
nav a { color: #0059b3; margin-right: .75rem; display: inline-block; }
nav a.sub { color: var(--soft); }
.question { font-size: 1.1rem; color: var(--soft); }
.note, .asks, figcaption { font-size: .9rem; color: var(--soft); max-width: 52rem; }
.verdict { color: #fff; padding: .85rem 1.1rem; border-radius: .4rem; margin: 1rem 0; }
.verdict p { margin: 0; max-width: none; font-size: 1.1rem; }
.verdict strong { text-transform: uppercase; letter-spacing: .06em; margin-right: .6rem; }
.verdict ul { margin: .5rem 0 0; padding-left: 1.3rem; }
.verdict.valid, .tag.valid { background: var(--valid); }
.verdict.invalid, .tag.invalid { background: var(--invalid); }
.verdict.unknown, .tag.unknown { background: var(--unknown); }
.verdict.answer { background: #0b4f8a; }
.tag { white-space: nowrap; color: #fff; font-weight: 600; padding: .1rem .5rem; border-radius: .3rem; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .9rem; margin: .5rem 0; overflow-wrap: normal; }
th, td { padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; min-width: 3.5rem; max-width: 26rem; }
td { overflow-wrap: break-word; }
th { font-weight: 600; color: var(--soft); white-space: nowrap; }
.left { text-align: left; } .right { text-align: right; font-variant-numeric: tabular-nums; }
td.right { white-space: nowrap; } th.right { white-space: normal; }
small { color: var(--soft); font-size: .85em; }
td.right small { display: block; }
pre { background: #f4f5f6; border: 1px solid var(--line); border-radius: .3rem; padding: .7rem .9rem; white-space: pre-wrap;
  font: .9rem/1.45 "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.story { list-style: none; margin: .5rem 0; padding: 0; border-left: 2px solid var(--line); }
.story li { display: grid; grid-template-columns: 6.5rem 1fr; gap: .75rem; padding: .25rem 0 .25rem .9rem; }
.story time { text-align: right; color: var(--soft); font-variant-numeric: tabular-nums; }
.story .fault { background: #f0f0f0; }
.story .failing { box-shadow: inset 4px 0 var(--invalid); }
figure { margin: 1.75rem 0 2.5rem; }
.picture { margin: .5rem 0; border: 1px solid var(--line); border-radius: .3rem; }
.picture svg { display: block; width: 100%; min-width: 42rem; height: auto; }
details { margin: .75rem 0; font-size: .9rem; }
summary { cursor: pointer; color: #0059b3; }
@media (max-width: 40rem) { .story li { grid-template-columns: 1fr; gap: 0; } .story time { text-align: left; } body { padding: 1rem .8rem 3rem; } }
@media print { body { max-width: none; } nav { display: none; } .picture svg { min-width: 0; } figure { break-inside: avoid; } }
`;
