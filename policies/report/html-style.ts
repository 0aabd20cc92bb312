/** The style of the HTML report: system fonts, light and dark by the reader's setting, and A4 without colours to fill. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --faint: #59636e; --paper: #ffffff; --panel: #f5f7f9; --line: #d8dee4; --good: #116329; --bad: #b3261e; --link: #0a5bb5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --faint: #9aa4ae; --paper: #14171b; --panel: #1d2227; --line: #343b43; --good: #5bc276; --bad: #ff8a80; --link: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 2.5rem 1.5rem 4rem; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; margin: 3rem 0 1rem; padding-bottom: .4rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.02rem; margin: 1.6rem 0 .5rem; }
h4 { font-size: .9rem; margin: 1.2rem 0 .3rem; color: var(--faint); }
a { color: var(--link); }
code { font: .84em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.kind { margin: 0; color: var(--faint); text-transform: uppercase; letter-spacing: .08em; font-size: .75rem; font-weight: 600; }
.verdict { font-size: 1.1rem; font-weight: 600; margin: 0; }
.meta { color: var(--faint); margin: .2rem 0 0; }
.good { color: var(--good); }
.bad { color: var(--bad); }
nav ol { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0; margin: 1.4rem 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 0; }
.tile { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; display: flex; flex-direction: column-reverse; }
.tile dt { color: var(--faint); font-size: .85rem; }
.tile dd { margin: 0; font-size: 1.7rem; line-height: 1.25; font-weight: 650; font-variant-numeric: tabular-nums; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(26rem, 1fr)); gap: 1.5rem; align-items: start; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .45rem .7rem .45rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--faint); font-size: .8rem; font-weight: 600; }
tbody th { font-weight: 500; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; width: 6.5rem; }
thead th { white-space: nowrap; }
.detail { margin: .1rem 0 0; color: var(--faint); font-size: .84rem; font-weight: 400; overflow-wrap: anywhere; }
.count { color: var(--faint); font-weight: 400; font-size: .85rem; }
.decision { border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.2rem; margin: 0 0 1rem; }
.decision h3 { margin: 0 0 .4rem; }
.reason { margin: 0 0 .7rem; max-width: 60rem; }
.terms { display: grid; grid-template-columns: 13rem 8rem 1fr; gap: .2rem 1.5rem; margin: 0 0 .7rem; font-size: .88rem; }
.terms dt { color: var(--faint); font-size: .78rem; }
.terms dd { margin: 0; }
.evidence { overflow-wrap: anywhere; }
.covered, .findings { margin: 0; padding: .6rem 0 0; list-style: none; border-top: 1px solid var(--line); font-size: .92rem; }
.covered > li, .findings > li { margin: 0 0 .6rem; }
.covered > li > code, .findings > li > code { font-weight: 600; margin-right: .6rem; }
.places { margin: .2rem 0 0; padding-left: 1.1rem; color: var(--faint); columns: 2; column-gap: 2rem; }
.places li { break-inside: avoid; }
.stages { font-size: .8rem; }
.clean { columns: 3; column-gap: 2rem; margin: 0; padding: 0; list-style: none; font-size: .86rem; color: var(--faint); }
.clean li { break-inside: avoid; display: flex; justify-content: space-between; gap: .5rem; }
.by { margin: 0 0 .2rem; }
#resources th[scope=row] { width: 42%; }
footer { margin-top: 3rem; color: var(--faint); font-size: .84rem; }
@media (max-width: 44rem) { .terms, .columns { grid-template-columns: 1fr; } .places, .stages { font-size: .8rem; }
.clean { columns: 1; } }
@media print {
  @page { size: A4; margin: 16mm 14mm; }
  :root { --ink: #000; --faint: #444; --paper: #fff; --panel: #fff; --line: #bbb; --good: #0b4f1f; --bad: #8c1d18; --link: #000; }
  body { padding: 0; max-width: none; font-size: 9.5pt; }
  nav { display: none; }
  a { text-decoration: none; }
  h2, h3, h4 { break-after: avoid; }
  .decision, tr, .tile { break-inside: avoid; }
  .decision { padding: .5rem .8rem; margin-bottom: .6rem; }
  #rules, #resources { font-size: 8pt; }
  #rules td, #rules th, #resources td, #resources th { padding: .2rem .5rem .2rem 0; }
  section { margin-top: 0; }
  h2 { margin-top: 1.6rem; }
  .tiles { grid-template-columns: repeat(6, 1fr); }
  .tile { padding: .4rem .6rem; }
  thead { display: table-header-group; }
}
`;
