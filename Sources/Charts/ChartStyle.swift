/// What a line, a bar or a mark looks like: never by its colour alone.
package struct ChartStyle: Hashable, Sendable {
  /// Colours that people tell apart with any kind of colour vision (Okabe and Ito, "Color Universal
  /// Design", 2008), darkened for light paper and lightened for dark where the contrast asks for it.
  package enum Hue: Int, Sendable, CaseIterable {
    case blue = 1, vermillion, green, purple, orange, sky, grey
  }

  package enum Marker: Int, Sendable, CaseIterable {
    case disc, square, triangle, diamond, cross, ring
  }

  package var hue: Hue
  package var marker: Marker
  /// The pattern of the line: 0 is unbroken, 1 to 3 are broken differently.
  package var dash: Int

  package init(_ hue: Hue, _ marker: Marker = .disc, dash: Int = 0) {
    (self.hue, self.marker, self.dash) = (hue, marker, dash % 4)
  }

  var classes: String { "h\(hue.rawValue) d\(dash)" }

  /// The style sheet that all charts need, once a page. The page may set `--paper` and `--ink` to its own.
  package static let sheet = """
    :root{--paper:#fff;--ink:#1c1c1a;--faint:#5d5d57;--grid:#e4e4de;\
    --hue1:#0072b2;--hue2:#c94f00;--hue3:#007a5a;--hue4:#a64d85;--hue5:#b07900;--hue6:#2f8fc4;--hue7:#77776f}
    @media screen and (prefers-color-scheme:dark){:root{--paper:#181816;--ink:#ededea;--faint:#a9a9a1;--grid:#33332f;\
    --hue1:#56b4e9;--hue2:#f2813a;--hue3:#2fc298;--hue4:#e08fc0;--hue5:#e6b23c;--hue6:#8fd0f5;--hue7:#9b9b92}}
    .h1{--c:var(--hue1)}.h2{--c:var(--hue2)}.h3{--c:var(--hue3)}.h4{--c:var(--hue4)}.h5{--c:var(--hue5)}\
    .h6{--c:var(--hue6)}.h7{--c:var(--hue7)}
    .d1{--dash:7 4}.d2{--dash:2 3}.d3{--dash:9 3 2 3}
    .chart{display:block;width:100%;height:auto;font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;\
    font-size:12px;fill:var(--ink);font-variant-numeric:tabular-nums}
    .chart .grid{stroke:var(--grid);stroke-width:1;fill:none}
    .chart .base{stroke:var(--faint);stroke-width:1;fill:none}
    .chart .tick,.chart .name{fill:var(--faint)}
    .chart .small{font-size:11px}
    .chart .line{fill:none;stroke:var(--c);stroke-width:2;stroke-dasharray:var(--dash,none);\
    stroke-linejoin:round;stroke-linecap:round}
    .chart .thin{stroke-width:1.25}
    .chart .lead{fill:none;stroke:var(--c);stroke-width:1;stroke-dasharray:1 3}
    .chart .band{fill:var(--c);fill-opacity:.16;stroke:none}
    .chart .whisker{stroke:var(--c);stroke-width:1.5;fill:none}
    .chart .mark{fill:var(--c);stroke:var(--paper);stroke-width:1}
    .chart .open{fill:var(--paper);stroke:var(--c);stroke-width:1.75}
    .chart .ring{fill:none;stroke:var(--c);stroke-width:2}
    .chart .area{fill:var(--c);stroke:none}
    .chart .hatch{stroke:var(--c);stroke-width:2.2;fill:none}
    .chart .hatched{stroke:var(--c);stroke-width:1}
    .chart .end{text-anchor:end}.chart .middle{text-anchor:middle}.chart .bold{font-weight:600}
    @media print{.chart *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}

    """
}
