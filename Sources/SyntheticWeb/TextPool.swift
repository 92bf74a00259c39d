/// Sentences to cut paragraphs from: 64 KiB of words in a random order, copied in runs, so that a
/// megabyte of text costs no more than copying it.
struct TextPool: Sendable {
  private let bytes: [UInt8]
  private static let size = 65_536

  init(seed: UInt64) {
    var draw = Draw(seed, .words)
    var text: [UInt8] = []
    text.reserveCapacity(TextPool.size + 256)
    while text.count < TextPool.size { TextPool.appendSentence(to: &text, &draw) }
    bytes = text
  }

  /// Appends about `length` bytes of text: whole words, none of them cut.
  func append(_ length: Int, to page: inout [UInt8], _ draw: inout Draw) {
    var rest = length
    while rest > 0 {
      let start = wordStart(atOrAfter: draw.below(bytes.count - 64))
      let end = wordStart(atOrAfter: min(start + rest, bytes.count))
      page.append(contentsOf: bytes[start..<end])
      rest -= end - start
    }
  }

  private func wordStart(atOrAfter index: Int) -> Int {
    var start = index
    while start < bytes.count, bytes[start - 1 < 0 ? 0 : start - 1] != UInt8(ascii: " ") {
      start += 1
    }
    return start
  }

  private static func appendSentence(to text: inout [UInt8], _ draw: inout Draw) {
    let first = text.count
    for position in 0..<(5 + draw.below(14)) {
      if position > 0 { text.append(draw.below(12) == 0 ? ", " : " ") }
      text.append(words[draw.below(words.count)])
    }
    if text[first] < 0x80 { text[first] &= ~0x20 }
    text.append(". ")
  }

  static let words = [
    "the", "of", "and", "to", "in", "that", "is", "was", "for", "on", "with", "as", "by", "at",
    "from", "which", "not", "have", "had", "its", "their", "were", "been", "this", "these", "one",
    "river", "market", "letter", "winter", "engine", "garden", "bridge", "harbour", "village",
    "student", "teacher", "doctor", "author", "reader", "painter", "sailor", "farmer", "worker",
    "measure", "number", "figure", "signal", "system", "method", "theory", "result", "sample",
    "early", "late", "small", "large", "quiet", "sudden", "common", "rare", "useful", "careful",
    "found", "made", "kept", "lost", "built", "carried", "written", "observed", "compared",
    "between", "against", "before", "after", "during", "without", "toward", "beyond", "within",
    "history", "weather", "language", "journey", "mountain", "forest", "island", "morning",
    "evening", "century", "decade", "moment", "question", "answer", "reason", "example", "record",
    "naïve", "café", "façade", "über", "bread&nbsp;&amp;&nbsp;butter", "so-called", "twenty",
    "several", "nearly", "almost", "perhaps", "rather", "however", "therefore", "although",
  ]
}
