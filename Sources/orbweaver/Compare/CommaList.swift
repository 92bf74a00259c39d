/// A list as somebody writes it in one word: `1,8,64`. What stands there twice counts once.
struct CommaList<Element: Hashable & Sendable>: Sendable {
  let elements: [Element]

  /// A reader of lists, from one of elements.
  static func reading(
    _ reader: @escaping @Sendable (String) throws -> Element
  ) -> @Sendable (String) throws -> CommaList {
    { text in
      var elements: [Element] = []
      for word in text.split(separator: ",", omittingEmptySubsequences: false) {
        let element = try reader(String(word))
        if !elements.contains(element) { elements.append(element) }
      }
      return CommaList(elements: elements)
    }
  }

  /// A reader of lists of names.
  static func naming(_ names: [(String, Element)]) -> @Sendable (String) throws -> CommaList {
    let elements = Dictionary(uniqueKeysWithValues: names)
    let list = names.map(\.0).joined(separator: ", ")
    return reading { word in
      guard let element = elements[word] else {
        throw Misreading(description: "'\(word)' is none of \(list); put commas between several")
      }
      return element
    }
  }
}
