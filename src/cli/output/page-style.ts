/**
 * The style of a page: light and dark on a screen, black on white on paper. The printer chooses the size of the paper.
 */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1a1d21; --soft: #5b636e; --line: #d8dce1; --page: #fff; --panel: #f6f7f9;
  --proven: #1a7f4b; --unproven: #9a6700; --invalid: #c0262d; --proven-fill: #d9f2e3; --unproven-fill: #fff0c2;
  --invalid-fill: #fbdadb; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #9aa4b0; --line: #353b43; --page: #14171a;
  --panel: #1d2125; --proven: #63d297; --unproven: #e8b84a; --invalid: #ff8a8f; --proven-fill: #153b28;
  --unproven-fill: #43350f; --invalid-fill: #4c1a1d; } }
@page { margin: 14mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
h1 { font-size: 1.5em; margin: 0 0 .75rem; } h2 { font-size: 1.1em; margin: 2rem 0 .5rem; break-after: avoid; }
h3 { font-size: 1em; margin: 1rem 0 .25rem; color: var(--soft); break-after: avoid; } p { margin: .25rem 0 .75rem; }
code { font: .88em/1.4 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.status { border-left: .4rem solid currentColor; padding: .6rem .9rem; margin: 0 0 1rem; font-weight: 600; }
.status p { margin: 0; color: var(--ink); font-weight: 400; }
.proven { color: var(--proven); background: var(--proven-fill); }
.unproven { color: var(--unproven); background: var(--unproven-fill); }
.invalid { color: var(--invalid); background: var(--invalid-fill); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 500; } td.number, th.number { text-align: right; }
.calendar { table-layout: fixed; font-size: .8em; } .calendar th, .calendar td { padding: .1rem 0; text-align: center;
  border: 1px solid var(--line); } .calendar th:first-child { width: 30%; padding: 0 .3rem; text-align: left;
  overflow-wrap: anywhere; } .failures td { overflow-wrap: anywhere; } .failures td:first-child { white-space: nowrap; }
ul { margin: .25rem 0; padding-left: 1.2rem; } .note { color: var(--soft); font-size: .9em; }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --page: #fff; --panel: #fff;
  --proven: #126b3d; --unproven: #7d5300; --invalid: #a81d24; --proven-fill: #d9f2e3; --unproven-fill: #fff0c2;
  --invalid-fill: #fbdadb; } body { font-size: 9pt; padding: 0; }
  td, .status { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
