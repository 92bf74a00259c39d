/// How the page of a comparison looks, beside its charts.
enum PageStyle {
  static let sheet = """
    :root{color-scheme:light dark}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);\
    font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
    main{max-width:86rem;margin:0 auto;padding:2rem clamp(1rem,3vw,3rem) 4rem}
    header{max-width:52rem}
    .kicker{margin:0;color:var(--faint);font-size:.85rem;letter-spacing:.04em}
    h1{margin:.1rem 0 1rem;font-size:clamp(1.3rem,3.2vw,2rem);line-height:1.2;overflow-wrap:anywhere}
    h2{margin:0;font-size:1.05rem;line-height:1.3}
    h3{margin:1.25rem 0 .25rem;font-size:.9rem}
    .verdict{margin:0 0 1rem;font-size:1.1rem}
    .facts,figcaption p,footer{color:var(--faint);font-size:.875rem}
    .facts{overflow-wrap:anywhere}
    .charts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:2.5rem 3rem;margin:2.5rem 0}
    figure{margin:0;min-width:0;break-inside:avoid}
    .broad{grid-column:1/-1}
    figcaption{margin-bottom:.75rem}
    figcaption p{margin:.2rem 0 0;max-width:60ch}
    .narrow{display:none}
    .broad .wide{max-width:60rem}
    @media (max-width:64rem){.charts{grid-template-columns:minmax(0,1fr)}}
    @media (max-width:38rem){.wide{display:none}.narrow{display:block}.charts{gap:2rem}}
    .scrolled{overflow-x:auto;margin:0 0 2rem}
    table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums;white-space:nowrap}
    caption{text-align:left;font-weight:600;padding-bottom:.4rem}
    th,td{padding:.25rem .75rem;text-align:right;font-weight:400}
    thead th{color:var(--faint);border-bottom:1px solid var(--faint)}
    thead td{border-bottom:1px solid var(--faint)}
    tbody th{text-align:left;padding-left:0}
    tbody tr+tr>*{border-top:1px solid var(--grid)}
    footer h2{color:var(--ink);margin-top:1.5rem}
    footer p,footer ul{max-width:72ch;overflow-wrap:anywhere}
    @media print{main{padding:0}.scrolled{overflow:visible}.charts{grid-template-columns:1fr 1fr}}

    """
}
