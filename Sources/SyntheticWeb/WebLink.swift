/// One link element of a synthetic page: the truth that a crawler's result is held against.
package struct WebLink: Sendable, Hashable {
  /// The element that makes the link.
  package enum Kind: Sendable, Hashable, CaseIterable {
    case anchor, canonical, next, previous, stylesheet, icon, image, script

    /// Whether a crawler that fetches pages, and not what pages are made of, follows it.
    package var isNavigational: Bool {
      switch self {
      case .anchor, .canonical, .next, .previous: true
      case .stylesheet, .icon, .image, .script: false
      }
    }
  }

  package var kind: Kind
  /// Absolute and canonical by the WHATWG URL standard: no fragment, no default port.
  package var target: String
  /// Where it leads, in terms of the model.
  package var place: Place
  /// Whether it says `rel=nofollow`.
  package var isNofollow: Bool
}
