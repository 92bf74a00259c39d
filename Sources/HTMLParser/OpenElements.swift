/// Whose element it is.
enum MarkupNamespace: UInt8 {
  case html
  case svg
  case math
}

/// An element whose end has not come.
struct OpenElement {
  let tag: HTMLTag
  let namespace: MarkupNamespace
  /// Whether HTML goes on within this foreign element (13.2.6, HTML integration point).
  var isIntegrationPoint = false
  /// Whether the form element pointer points here.
  var isCurrentForm = false
  /// Its number among the active formatting elements; 0 when it is none.
  var formattingID: UInt32 = 0
  /// Tells names apart whose tag is `other`.
  let name: UInt64

  init(_ tag: HTMLTag, _ namespace: MarkupNamespace = .html, name: UInt64 = 0) {
    self.tag = tag
    self.namespace = namespace
    self.name = name
  }

  @inline(__always)
  func isHTML(_ tag: HTMLTag) -> Bool { self.tag == tag && namespace == .html }

  /// Whether it has this name, in whatever namespace.
  @inline(__always)
  func isNamed(_ tag: HTMLTag, _ name: UInt64) -> Bool {
    self.tag == tag && (tag != .other || self.name == name)
  }

  @inline(__always)
  func isIn(_ categories: TagCategories) -> Bool { namespace == .html && tag.isIn(categories) }

  /// Whether it is in the special category.
  var isSpecial: Bool { isMarker(.special) }

  /// Whether every scope ends here.
  var boundsScope: Bool { isMarker(.scopeMarker) }

  private func isMarker(_ categories: TagCategories) -> Bool {
    switch namespace {
    case .html: tag.isIn(categories)
    case .svg: tag.isIn(.svgMarker)
    case .math: tag.isIn(.mathMarker)
    }
  }

  var isMathTextIntegrationPoint: Bool { namespace == .math && tag.isIn(.mathText) }
}

/// The stack of open elements (HTML Standard, 13.2.4.2), with names in place of nodes. The root, html, is
/// never taken off.
struct OpenElements {
  private(set) var stack: [OpenElement] = []
  /// How many HTML elements of each tag are on it: most searches are for what is not there.
  private var counts = [UInt16](repeating: 0, count: 256)

  /// Elements beyond this many are taken for siblings, as browsers do: a search through the stack must
  /// not cost more the deeper a hostile page nests.
  static let usualDepth = 512
  /// Those that have rules of their own may go deeper, down to here.
  static let maximumDepth = 768

  @inline(__always)
  var count: Int { stack.count }

  /// The innermost element. There must be one.
  @inline(__always)
  var current: OpenElement { stack[stack.count - 1] }

  subscript(index: Int) -> OpenElement { stack[index] }

  mutating func removeAll() {
    while let element = stack.popLast() { count(element, -1) }
  }

  /// Opens an element; false when the stack is too high.
  @inline(__always)
  mutating func push(_ element: OpenElement, upTo depth: Int = maximumDepth) -> Bool {
    guard stack.count < depth else { return false }
    stack.append(element)
    count(element, 1)
    return true
  }

  /// Closes the innermost element, unless it is the root.
  @inline(__always)
  mutating func pop() -> OpenElement? {
    guard stack.count > 1 else { return nil }
    let element = stack.removeLast()
    count(element, -1)
    return element
  }

  /// Takes an element from within the stack.
  mutating func remove(at index: Int) -> OpenElement? {
    guard index > 0 else { return nil }
    let element = stack.remove(at: index)
    count(element, -1)
    return element
  }

  mutating func insert(_ element: OpenElement, at index: Int) {
    stack.insert(element, at: index)
    count(element, 1)
  }

  @inline(__always)
  private mutating func count(_ element: OpenElement, _ step: Int16) {
    if element.namespace == .html {
      counts[Int(element.tag.rawValue)] &+= UInt16(bitPattern: step)
    }
  }

  /// Whether an HTML element of this tag is on the stack, in scope or not.
  @inline(__always)
  func contains(_ tag: HTMLTag) -> Bool { counts[Int(tag.rawValue)] != 0 }

  /// Marks the element that the form element pointer points to.
  mutating func markForm(at index: Int, _ isCurrent: Bool) {
    stack[index].isCurrentForm = isCurrent
  }

  /// Whether there is a paragraph in button scope.
  @inline(__always)
  var hasParagraphInButtonScope: Bool {
    has(.p, boundedAlsoBy: { $0 == .button })
  }

  /// Whether an HTML element of this tag is in scope; further tags may bound the scope. O(depth).
  @inline(__always)
  func has(_ tag: HTMLTag, boundedAlsoBy isBound: (HTMLTag) -> Bool = { _ in false }) -> Bool {
    guard contains(tag) else { return false }
    for index in stride(from: stack.count - 1, through: 0, by: -1) {
      let element = stack[index]
      if element.isHTML(tag) { return true }
      if element.boundsScope || (element.namespace == .html && isBound(element.tag)) {
        return false
      }
    }
    return false
  }

  /// Whether an element of this tag is in table scope, which only tables and templates bound.
  func hasInTableScope(_ tag: HTMLTag) -> Bool {
    guard contains(tag) else { return false }
    for index in stride(from: stack.count - 1, through: 0, by: -1) {
      let element = stack[index]
      if element.isHTML(tag) { return true }
      if element.isIn(.tableContext) { return false }
    }
    return false
  }

  /// Whether a heading is in scope.
  var hasHeadingInScope: Bool {
    let innermost = stack.last { $0.isIn(.heading) || $0.boundsScope }
    return innermost?.isIn(.heading) ?? false
  }
}
