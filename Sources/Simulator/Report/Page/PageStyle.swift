// This source file is part of the Outpace project. License: see LICENSE.

/// How the page looks, on screens and paper, in light and dark.
enum PageStyle {
    static let text = colours + layout + charts + tables + small

    /// Hatches, so that what is not there can be told from what is pale.
    static let patterns = """
        <svg xmlns="http://www.w3.org/2000/svg" width="0" height="0" class="patterns"><defs>\
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" \
        patternTransform="rotate(45)"><path d="M1.5 0V6" class="hatch-line"/></pattern>\
        <pattern id="dense" width="4" height="4" patternUnits="userSpaceOnUse" \
        patternTransform="rotate(-45)"><rect width="4" height="4" class="dense-ground"/>\
        <path d="M1 0V4" class="dense-line"/></pattern></defs></svg>

        """

    private static let colours = """
        :root { color-scheme: light dark; --left: 0; --width: 1000; --cursor: 0; --from: 0; --to: 0;
          --paper: #fffffc; --ink: #1b1d1f; --soft: #63686d; --rule: #dcdcd6; --wash: #f3f3ee;
          --band: rgb(96 84 40 / .075); --edge: rgb(96 84 40 / .2); --calm: #dbe7ec;
          --slate: #4a5864; --amber: #e8a900;
          --vermilion: #d0500a; --sky: #56b4e9; --blue: #0068a5; --green: #00875f;
          --purple: #b9628f;
          --yellow: #e9dc3e; --violet: #6f5aa8; --grey: #a3a8ac; --bad: #b3261e; --good: #00694a;
          --deep: #33516b; }
        @media (prefers-color-scheme: dark) { :root {
          --paper: #16191b; --ink: #e7e8e6; --soft: #9aa1a6; --rule: #343a3e; --wash: #1f2427;
          --band: rgb(235 220 180 / .07); --edge: rgb(235 220 180 / .17); --calm: #243640;
          --slate: #a9bac6; --amber: #f0b92b;
          --vermilion: #ff7a33; --sky: #5ab0df; --blue: #4b9fe0; --green: #2fb58a;
          --purple: #d98db6;
          --yellow: #e5da55; --violet: #a08be0; --grey: #6d757b; --bad: #ff8a80; --good: #4cc79b;
          --deep: #8fb2cf; } }

        """

    private static let layout = """
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0 auto; padding: 0 1.25rem 3rem; max-width: 76rem; background: var(--paper);
          color: var(--ink); font: 15px/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial,
          sans-serif; }
        header { padding: 1.6rem 0 .4rem; }
        h1 { font-size: 1.45rem; line-height: 1.3; font-weight: 550; margin: .3rem 0 .5rem;
          max-width: 48em; text-wrap: pretty; overflow-wrap: break-word; }
        h2 { font-size: 1.05rem; font-weight: 600; margin: 0; }
        h3 { font-size: .9rem; font-weight: 600; margin: 1rem 0 .3rem; }
        p { margin: .25rem 0; max-width: 62em; }
        code, pre { font: .86em/1.45 ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace;
          }
        .verdict { display: inline-block; margin: 0; padding: .1rem .55rem; border-radius: 3px;
          font-size: .8rem; font-weight: 600; letter-spacing: .06em; text-transform: uppercase;
          color: var(--paper); }
        .passed { background: var(--good); } .failed { background: var(--bad); }
        .proves { color: var(--soft); }
        .command { display: flex; gap: .6rem; align-items: center; flex-wrap: wrap;
          margin: .5rem 0; }
        .command code { background: var(--wash); padding: .3rem .6rem; border-radius: 3px;
          overflow-wrap: anywhere; }
        button { font: inherit; font-size: .78rem; color: var(--ink); background: var(--wash);
          border: 1px solid var(--rule); border-radius: 3px; padding: .12rem .45rem;
          cursor: pointer; white-space: nowrap; }
        dl { margin: 0; } dd { margin: 0; }
        .key-figures { display: grid; gap: .7rem 1rem; margin: .9rem 0 .6rem;
          grid-template-columns: repeat(auto-fit, minmax(5.7rem, 1fr)); }
        .key-figures dt { font-size: .76rem; line-height: 1.2; color: var(--soft); }
        .key-figures dd { font-size: 1.15rem; font-variant-numeric: tabular-nums; }
        .key-figures div { display: flex; flex-direction: column-reverse;
          justify-content: flex-end; }
        #failure { border-left: 4px solid var(--bad); padding: .1rem 0 .2rem 1rem; margin: .8rem 0;
          }
        .breach { overflow-wrap: anywhere; } .breach b { color: var(--bad); }
        .breach span { color: var(--soft); font-variant-numeric: tabular-nums; margin-left: .4rem; }
        .scroll { overflow-x: auto; max-width: 100%; }
        figure { margin: 1.9rem 0 0; } section { margin: 2rem 0 0; }
        figcaption { margin-bottom: .45rem; }
        figcaption p, .more { color: var(--soft); font-size: .86rem; }
        .legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; font-size: .78rem;
          margin-top: .25rem; }
        .key { display: inline-flex; align-items: center; gap: .35rem; }
        .key b { width: 1.15rem; height: .75rem; font-size: .6rem; line-height: .75rem;
          text-align: center; border-radius: 1px; color: var(--paper); }
        details { margin: .5rem 0; font-size: .86rem; }
        summary { cursor: pointer; color: var(--soft); }
        .patterns { position: absolute; }

        """

    private static let charts = """
        .grid { display: grid; grid-template-columns: 6.2rem minmax(0, 1fr) 8.4rem;
          column-gap: .6rem; }
        .labels { text-align: right; font-size: 10.5px; color: var(--soft); }
        .l { position: relative; display: flex; align-items: center; justify-content: flex-end;
          line-height: 1; font-variant-numeric: tabular-nums; }
        .leads { margin-right: .3em; } .l.word { font-size: 11px; }
        .l i { position: absolute; right: 0; transform: translateY(-50%); font-style: normal;
          white-space: nowrap; }
        .plot { position: relative; touch-action: pan-y; cursor: crosshair; }
        .plot > svg, .still > svg { position: absolute; inset: 0; width: 100%; height: 100%;
          overflow: hidden; display: block; }
        .plot::after { content: ""; position: absolute; top: 0; bottom: 0; width: 1px;
          display: none;
          left: calc(var(--cursor) * 100%); background: var(--ink); opacity: .65;
          pointer-events: none; }
        .plot::before { content: ""; position: absolute; top: 0; bottom: 0; display: none;
          z-index: 1;
          left: calc(var(--from) * 100%); width: calc((var(--to) - var(--from)) * 100%);
          background: var(--blue); opacity: .18; pointer-events: none; }
        .zoomed .plot { overflow: hidden; }
        .pointed .plot::after { display: block; } .selecting .plot::before { display: block; }
        .selecting { user-select: none; }
        .figures { font-size: 10.5px; color: var(--soft); font-variant-numeric: tabular-nums;
          overflow: hidden; }
        .figures div { display: flex; align-items: center; line-height: 1; white-space: nowrap; }
        .pointed .figures output { color: var(--ink); }
        #time { position: sticky; top: 0; z-index: 3; background: var(--paper);
          border-bottom: 1px solid var(--rule); height: 27px; margin-top: .6rem; }
        #time .labels { font-size: 11px; line-height: 27px; color: var(--ink);
          font-variant-numeric: tabular-nums; }
        #zoom { display: flex; gap: .25rem; align-items: center; }
        #zoom button { font-size: .7rem; padding: .1rem .3rem; }
        #zoom[hidden] { visibility: hidden; }
        body:not(.zoomed) .wide-only { display: none; }
        .ticks { overflow: hidden; }
        .tick { position: absolute; bottom: 1px; transform: translateX(-50%); font-size: 10.5px;
          left: calc((var(--a) - var(--left)) / var(--width) * 100%); color: var(--soft);
          font-variant-numeric: tabular-nums; white-space: nowrap; pointer-events: none; }
        .ticks .tick::before { content: ""; position: absolute; left: 50%; bottom: -1px;
          height: 4px;
          width: 1px; background: var(--soft); }
        .ticks .tick.end { transform: translateX(-100%); }
        .ticks .tick.end::before { left: auto; right: 0; }
        .ticks .tick:first-child { transform: none; } .ticks .tick:first-child::before { left: 0; }
        .tick.fail { color: var(--bad); font-size: 13px; font-weight: 700; bottom: 8px; }
        .m { position: absolute; overflow: hidden; white-space: nowrap; pointer-events: none;
          left: calc((var(--a) - var(--left)) / var(--width) * 100%);
          width: calc((var(--b) - var(--a)) / var(--width) * 100%);
          display: flex; align-items: center; font-size: 10.5px; line-height: 1; }
        .m.r { justify-content: flex-end; } .m.name { padding: 0 3px; }
        .m.soft { color: var(--soft); }
        .m.peak { align-items: flex-start; padding-top: 2px; }
        .m.letter { justify-content: center; font-size: 8.5px; font-weight: 600;
          color: var(--paper); }
        .m.on-N, .m.on-P, .m.on-M, .m.on-S { color: #1b1d1f; }
        .band { fill: var(--band); }
        path { fill: none; } .edge { stroke: var(--edge); }
        .healed { stroke: var(--soft); stroke-dasharray: 3 3; }
        .failure { stroke: var(--bad); stroke-width: 1.5; }
        .edge, .cut, .healed, .failure, .base, .gridline, .line, .moment, [class^="state-"],
        [class^="wait-"],
          .quantile { vector-effect: non-scaling-stroke; }
        .cut { stroke: var(--vermilion); stroke-width: 2; } .base { stroke: var(--rule); }
        .gridline { stroke: var(--rule); }
        .gridline.over { stroke: var(--paper); opacity: .45; }
        .strip { stroke-width: 10; } .pool { fill: var(--deep); }
        .line { stroke: var(--deep); stroke-width: 1.5; }
        .spread { fill: var(--deep); opacity: .35; }
        .spread-all { fill: var(--deep); opacity: .15; }
        .fault-network { --c: var(--blue); } .fault-process { --c: var(--vermilion); }
        .fault-disk { --c: var(--green); } .fault-clock { --c: var(--violet); }
        .fault-conduct { --c: var(--purple); }
        rect[class^="fault-"] { fill: var(--c); opacity: .3; }
        b[class^="fault-"] { background: var(--c); opacity: .6; }
        .moment { stroke: var(--c); stroke-width: 2; }
        .phase-up { stroke: var(--calm); background: var(--calm); }
        .phase-byzantine { stroke: var(--purple); background: var(--purple); }
        .phase-stalled { stroke: var(--amber); background: var(--amber); }
        .phase-down, .belief-blind, .bid-down { stroke: url(#hatch); }
        b.phase-down, b.belief-blind, b.bid-down { background: repeating-linear-gradient(-45deg,
          var(--grey) 0 1.5px, transparent 1.5px 5px); }
        .hatch-line { stroke: var(--grey); stroke-width: 1.5; }
        .dense-ground { fill: var(--calm); } .dense-line { stroke: var(--grey); stroke-width: 2; }
        .belief-online, .bid-active { stroke: var(--calm); background: var(--calm); }
        .belief-offline { stroke: var(--slate); background: var(--slate); }
        .belief-unnoticed { stroke: var(--amber); background: var(--amber); }
        .belief-missed { stroke: var(--vermilion); background: var(--vermilion); }
        .bid-N { --c: var(--grey); } .bid-O { --c: var(--vermilion); }
        .bid-H { --c: var(--purple); }
        .bid-M { --c: var(--amber); } .bid-S { --c: var(--sky); } .bid-X { --c: var(--blue); }
        .bid-E { --c: var(--violet); } .bid-W { --c: var(--green); } .bid-V { --c: var(--ink); }
        .bid-P { --c: var(--yellow); } .bid-C { --c: var(--blue); }
        .strip[class*=" bid-"]:not(.bid-active, .bid-down) { stroke: var(--c); }
        b[class^="bid-"]:not(.bid-active, .bid-down) { background: var(--c); }
        .fill[class*=" bid-"] { fill: var(--c, var(--calm)); stroke: none; }
        .state-proposed { stroke: var(--ink); } .state-approved { stroke: var(--green); }
        .state-lost { stroke: var(--amber); stroke-width: 1.5; }
        .state-contested { stroke: var(--bad); stroke-width: 2; }
        .state-refused { stroke: var(--vermilion); stroke-width: 2; }
        b.state-proposed { background: var(--ink); } b.state-approved { background: var(--green); }
        b.state-lost { background: var(--amber); } b.state-contested { background: var(--bad); }
        b.state-refused { background: var(--vermilion); }
        .key b[class^="state-"] { width: .2rem; }
        .wait-range { stroke: var(--grey); } .wait-bar { stroke: var(--sky); stroke-width: 3; }
        .wait-dot { stroke: var(--deep); stroke-width: 4.5; stroke-linecap: round; }
        .wait-unpaid { stroke: var(--bad); stroke-width: 3; }
        .quantile { stroke: var(--vermilion); stroke-dasharray: 2 2; }
        .pair { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: flex-end;
          padding-left: 6.8rem; margin-top: .8rem; }
        .histogram { flex: 1 1 20rem; max-width: 40rem; }
        .still { position: relative; height: 122px; margin-bottom: 20px; }
        .still .tick { bottom: -17px; }
        .still .tick:first-of-type { transform: none; }
        .still .tick:last-of-type { transform: translateX(-100%); }

        """ + trafficColours

    /// Gossip in cool colours, direct lanes in warm ones, neighbours told apart by lightness.
    private static let trafficColours = """
        .traffic-0 { --c: #1f4e79; } .traffic-1 { --c: #2f7fb8; } .traffic-2 { --c: #56b4e9; }
        .traffic-3 { --c: #0f8f78; } .traffic-4 { --c: #7fd1bd; } .traffic-5 { --c: #9fb4c2; }
        .traffic-6 { --c: #d0500a; } .traffic-7 { --c: #f08a4b; } .traffic-8 { --c: #e8a900; }
        .traffic-9 { --c: #b9628f; } .traffic-10 { --c: #e3b9cf; }
        .fill[class*="traffic-"] { fill: var(--c); } .patch { background: var(--c); }

        """

    private static let tables = """
        table { border-collapse: collapse; font-size: .82rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .14rem .7rem .14rem 0; text-align: right; vertical-align: baseline;
          white-space: nowrap; font-weight: 400; }
        thead th { color: var(--soft); border-bottom: 1px solid var(--rule); font-size: .76rem; }
        th:first-child { text-align: left; } td.text, th.text { text-align: left; }
        .claim { white-space: normal; max-width: 38em; color: var(--soft); }
        .wide { width: 100%; margin-top: .5rem; } .sum > * { border-top: 1px solid var(--rule); }
        .bad th, .bad td { color: var(--bad); font-weight: 600; }
        .patch { display: inline-block; width: .8rem; height: .7rem; margin-right: .45rem; }
        .bar { display: inline-block; min-width: 5.5rem; padding: 0 .25rem; text-align: right;
          background: linear-gradient(var(--calm), var(--calm)) 0 50% / var(--share) 82% no-repeat;
          }
        .percentiles th { text-align: left; color: var(--soft); }
        .window { max-height: 27rem; overflow-y: auto; border: 1px solid var(--rule);
          padding: 0 .5rem; }
        .window thead th { position: sticky; top: 0; background: var(--paper); }
        small { color: var(--soft); } .excerpt { width: 100%; }
        .excerpt td { text-align: left; white-space: normal;
          overflow-wrap: anywhere; } .excerpt th { text-align: left; }
        .excerpt td:first-child { white-space: nowrap; color: var(--soft); }
        .excerpt .suspect td:nth-child(2) { font-weight: 700; color: var(--bad); }
        .excerpt .suspect { background: var(--wash); }
        .excerpt .here td { color: var(--bad); font-weight: 700;
          border-block: 1px solid var(--bad); }
        .sums { columns: 17rem; column-gap: 2.5rem; font-size: .86rem; margin-top: .4rem; }
        .sums div { display: flex; justify-content: space-between; gap: 1rem; break-inside: avoid;
          border-bottom: 1px dotted var(--rule); } .sums dt { color: var(--soft); }
        .sums dd { font-variant-numeric: tabular-nums; }
        .hash { overflow-wrap: anywhere; color: var(--soft); font-size: .82rem; }
        pre { font-size: .76rem; line-height: 1.35; }

        """

    private static let small = """
        @media (max-width: 46rem) {
          body { padding: 0 .7rem 2rem; font-size: 14px; } h1 { font-size: 1.2rem; }
          .grid { grid-template-columns: 2.9rem minmax(0, 1fr) 4.3rem; column-gap: .35rem; }
          .labels, .figures { font-size: 9.5px; } .l.word { font-size: 9px; text-align: right; }
          .l i { font-size: 9px; } #time .labels { font-size: 9.5px; } .pair { padding-left: 0; }
          .key-figures { grid-template-columns: repeat(auto-fit, minmax(5.6rem, 1fr)); }
          .m.name { font-size: 9px; padding: 0 1px; }
          .m.peak { font-size: 8.5px; overflow: visible; }
          .ticks .tick:nth-child(even):not(.fail) { display: none; }
          .claim { min-width: 14rem; } .leads { display: none; }
          #zoom { flex-direction: column; gap: 0; justify-content: center; }
          #zoom button { font-size: 8.5px; padding: 0 .2rem; line-height: 1.2; } }
        @media print {
          :root { --paper: #fff; --ink: #000; }
          body { max-width: none; padding: 0; font-size: 10pt; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          figure, tr, .key-figures { break-inside: avoid; } .window { max-height: none; }
          h2, figcaption { break-after: avoid; }
          #time { position: static; } button, #zoom, .plot::after { display: none !important; } }

        """
}
