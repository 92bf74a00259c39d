/// About how wide a text is in a sans-serif face: what is needed to keep texts apart without asking a
/// browser. Rather too wide than too narrow: measured on DejaVu Sans, the widest of the usual ones.
enum TextWidth {
  /// In the same unit as the size of the font.
  static func of(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { $0 + ems($1) } * size
  }

  private static func ems(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "I", "|", "'", ".", ",", ":", ";", " ", "!": 0.34
    case "f", "r", "t", "(", ")", "-", "/": 0.42
    case "m", "w", "M", "W", "@", "%": 0.98
    case "a"..."z", "0"..."9": 0.64
    case "A"..."Z": 0.74
    case "\u{0}"..<"\u{2E80}": 0.7
    default: 1.05
    }
  }
}
