/** What a report adds to the style of a page. */
export const REPORT_STYLE = `
.covers { color: var(--soft); margin: 0 0 .75rem; } .rest { color: var(--soft); margin: .25rem 0 .75rem; }
.wide { overflow-x: auto; margin: .5rem 0; } td.number + td:not(.number), th.number + th:not(.number) { padding-left: 1rem !important; } table.listed { table-layout: fixed; font-size: .86em; line-height: 1.4; }
table.listed td, table.listed th, h3.arn { overflow-wrap: anywhere; } table.listed td.code { font-family:
  ui-monospace, Menlo, Consolas, monospace; font-size: .92em; } table.listed td, table.listed th { padding: .25rem .3rem; }
time, .whole { white-space: nowrap; } p, li { overflow-wrap: anywhere; } td.number, th.number { font-variant-numeric: tabular-nums; }
td div + div { margin-top: .2rem; } .agent { color: var(--soft); } .region { white-space: nowrap; } h3.arn { color: var(--ink); margin-top: 1.5rem; }
h4 { font-size: .95em; margin: .75rem 0 .25rem; font-weight: 600; break-after: avoid; }
table.counts, table.legend { width: auto; } table.counts th[scope=row], table.legend th { color: var(--ink); }
tr.sum td, tr.sum th { border-top: 2px solid var(--ink); font-weight: 600; }
table.legend { font-size: .86em; margin-top: .75rem; } table.legend caption { text-align: left; color: var(--soft);
  font-weight: 500; padding: .2rem 0; } table.legend td:first-child { text-align: center; min-width: 1.8rem; }
table.legend th { white-space: nowrap; } td.outside { background: var(--panel); }
.seal { margin: 2rem 0 0; border-top: 1px solid var(--line); padding-top: .5rem; font-size: .9em; }
@media screen { table.listed { min-width: 46rem; } .calendar { min-width: 46rem; } section { overflow-x: auto; } }
@media print { p { orphans: 3; widows: 3; } .covers, .covers + p { break-inside: avoid; break-after: avoid; }
  .calendar th { font-size: .9em; } .calendar th:first-child { width: 26%; } table.listed td, table.listed th { padding: .2rem .2rem; } .wide, section { overflow: visible; } body { max-width: none; } td.outside { background: #eee; }
  table.legend, table.counts, dl { break-inside: avoid; } }
`;
