/// The page's style: by the reader's choice light or dark, from a phone's width on.
extension LivePage {
    package static let style = """
        :root {
          --ground: #f6f7f9; --sheet: #ffffff; --ink: #1b222c; --faint: #566173; --line: #d5dae2;
          --good: #1a6b36; --good-soft: #dff3e5; --warning: #7d4e00; --warning-soft: #fdf0d0;
          --bad: #a3171c; --bad-soft: #fde3e3; --unsure: #4a5568; --unsure-soft: #e9edf2; --mark: #1d4f91; --mark-soft: #e0ebfa;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #12161c; --sheet: #1a2029; --ink: #e8ecf2; --faint: #a3aebd; --line: #303947;
            --good: #7fdc9d; --good-soft: #16341f; --warning: #f5c869; --warning-soft: #3b2d0d;
            --bad: #ff9c9c; --bad-soft: #431a1c; --unsure: #b4bfcd; --unsure-soft: #28303b; --mark: #9cc4ff; --mark-soft: #1a2f4d;
          }
        }
        * { box-sizing: border-box; }
        html { color-scheme: light dark; }
        body {
          margin: 0 auto; max-width: 76rem; padding: 0 1rem 2rem; background: var(--ground); color: var(--ink);
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
        }
        header { padding: 1rem 0 .25rem; }
        .brand { margin: 0; color: var(--faint); font-size: .875rem; letter-spacing: .04em; }
        .skip { position: absolute; left: -100rem; }
        .skip:focus { position: static; margin-right: 1rem; color: var(--mark); }
        h1 {
          display: flex; gap: .75rem; align-items: baseline; margin: .25rem 0 0; font-size: 1.375rem; line-height: 1.3;
          font-weight: 600; overflow-wrap: anywhere;
        }
        .lamp { flex: none; width: .8em; height: .8em; border-radius: 50%; background: var(--unsure); }
        [data-tone=good] .lamp { background: var(--good); }
        [data-tone=warning] .lamp { background: var(--warning); border-radius: 0; transform: rotate(45deg); }
        [data-tone=bad] .lamp { background: var(--bad); border-radius: 0; }
        h2 { margin: 0 0 .5rem; font-size: 1rem; font-weight: 600; }
        h3 { display: flex; gap: .5rem; align-items: baseline; margin: 0 0 .5rem; font-size: .9375rem; }
        section {
          margin-top: 1rem; padding: .875rem 1rem 1rem; background: var(--sheet); border: 1px solid var(--line); border-radius: .5rem;
        }
        dl { margin: 0; }
        dl div { display: grid; grid-template-columns: 6rem 1fr; gap: .25rem .75rem; padding: .1rem 0; }
        dt { color: var(--faint); }
        dd { margin: 0; overflow-wrap: anywhere; }
        .places { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .75rem; }
        .place { padding: .75rem; border: 1px dashed var(--line); border-radius: .5rem; }
        .place ul { display: grid; gap: .5rem; margin: 0; padding: 0; list-style: none; }
        .here { color: var(--faint); font-size: .8125rem; font-weight: 400; }
        .member {
          display: flex; flex-wrap: wrap; gap: .125rem .625rem; align-items: baseline; padding: .5rem .625rem; border-radius: .375rem;
          border-left: .3125rem solid var(--unsure); background: var(--unsure-soft); overflow-wrap: anywhere;
        }
        .member.good { border-color: var(--good); background: var(--good-soft); }
        .member.warning { border-color: var(--warning); background: var(--warning-soft); }
        .member.bad { border-color: var(--bad); background: var(--bad-soft); }
        .address { font-weight: 600; font-variant-numeric: tabular-nums; }
        .name, .lag { color: var(--faint); }
        .mark, .badge {
          padding: 0 .5rem; border-radius: .75rem; font-size: .8125rem; font-weight: 600; white-space: nowrap;
          color: var(--mark); background: var(--mark-soft); border: 1px solid currentColor;
        }
        .badge.good { color: var(--good); background: var(--good-soft); }
        .badge.warning { color: var(--warning); background: var(--warning-soft); }
        .badge.bad { color: var(--bad); background: var(--bad-soft); }
        .badge.unsure { color: var(--unsure); background: var(--unsure-soft); }
        .scroll { overflow-x: auto; }
        .scroll:focus-visible, a:focus-visible { outline: .1875rem solid var(--mark); outline-offset: .125rem; }
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9375rem; }
        th, td { padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
        thead th { border-top: 0; color: var(--faint); font-weight: 400; white-space: nowrap; }
        tbody th { font-weight: 600; white-space: nowrap; }
        #members td, #pools td, #events td:first-child { white-space: nowrap; }
        #events tbody td:last-child, #checks tbody td:last-child { min-width: 16rem; overflow-wrap: anywhere; }
        .incident + .incident { margin-top: 1rem; padding-top: .875rem; border-top: 1px solid var(--line); }
        .incident h3 { flex-wrap: wrap; }
        .incident p { margin: 0 0 .5rem; overflow-wrap: anywhere; }
        .incident table + table { margin-top: .75rem; }
        .incident tbody th { min-width: 6rem; white-space: normal; }
        .incident tbody td { min-width: 4.5rem; }
        .incident tbody td:last-child { min-width: 16rem; overflow-wrap: anywhere; }
        .incident ul { margin: 0; padding: 0; list-style: none; }
        .incident tbody td.drawn { width: 40%; min-width: 8rem; }
        .ends { display: flex; justify-content: space-between; gap: .5rem; }
        .lane { display: block; width: 100%; height: 1.25rem; background: var(--unsure-soft); border: solid var(--faint); border-width: 0 1px; }
        .lane rect { fill: var(--mark); }
        footer { margin-top: 1rem; color: var(--faint); font-size: .875rem; }
        footer p { margin: 0; }
        #live { margin: .25rem 0 0; color: var(--faint); font-size: .875rem; }
        #live.stale, #live .stale { color: var(--bad); font-weight: 600; }
        @media (max-width: 36rem) {
          body { padding: 0 .625rem 1.5rem; }
          section { padding: .75rem; }
          h1 { font-size: 1.1875rem; }
          dl div { grid-template-columns: 4.5rem 1fr; }
          .places { grid-template-columns: 1fr; }
          #events td:first-child { white-space: normal; min-width: 6.5rem; }
        }
        @media print { body { background: none; } section { border: 0; padding: 0; break-inside: avoid; } }

        """
}
