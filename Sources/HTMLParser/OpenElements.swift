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

  @inline(__always)
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
@safe struct OpenElements: ~Copyable {
  /// Room for `maximumDepth` elements.
  private let memory: UnsafeMutablePointer<OpenElement>
  private(set) var count = 0
  /// How many foreign elements are on it.
  private(set) var foreignCount = 0
  /// How many HTML elements are on it whose text is not shown: templates, and noscript.
  private(set) var hidingCount = 0
  /// How many HTML elements of each tag are on it: most searches are for what is not there.
  private var counts = InlineArray<256, UInt16>(repeating: 0)

  /// Elements beyond this many are taken for siblings, as browsers do: a search through the stack must
  /// not cost more the deeper a hostile page nests.
  static let usualDepth = 512
  /// Those that have rules of their own may go deeper, down to here.
  static let maximumDepth = 768

  init() { unsafe memory = .allocate(capacity: Self.maximumDepth) }

  deinit { unsafe memory.deallocate() }

  /// The innermost element. There must be one.
  @inline(__always)
  var current: OpenElement { self[count - 1] }

  @inline(__always)
  subscript(index: Int) -> OpenElement {
    precondition(index >= 0 && index < count, "no element is open there")
    return unsafe memory[index]
  }

  mutating func removeAll() {
    count = 0
    foreignCount = 0
    hidingCount = 0
    for index in counts.indices { counts[index] = 0 }
  }

  /// Opens an element; false when the stack is too high.
  @inline(__always)
  mutating func push(_ element: OpenElement, upTo depth: Int = maximumDepth) -> Bool {
    guard count < min(depth, Self.maximumDepth) else { return false }
    unsafe memory[count] = element
    count &+= 1
    note(element, 1)
    return true
  }

  /// Closes the innermost element, unless it is the root.
  @inline(__always)
  mutating func pop() -> OpenElement? {
    guard count > 1 else { return nil }
    let element = current
    count &-= 1
    note(element, -1)
    return element
  }

  /// Takes an element from within the stack.
  mutating func remove(at index: Int) -> OpenElement? {
    guard index > 0 else { return nil }
    let element = self[index]
    let rest = unsafe memory + index
    unsafe rest.update(from: rest + 1, count: count - index - 1)
    count -= 1
    note(element, -1)
    return element
  }

  /// Puts an element where another was taken from.
  mutating func insert(_ element: OpenElement, at index: Int) {
    precondition(index <= count && count < Self.maximumDepth, "no room for the element")
    let rest = unsafe memory + index
    unsafe (rest + 1).update(from: rest, count: count - index)
    unsafe memory[index] = element
    count += 1
    note(element, 1)
  }

  @inline(__always)
  private mutating func note(_ element: OpenElement, _ step: Int) {
    if element.namespace == .html {
      let tag = Int(element.tag.rawValue)
      counts[tag] = UInt16(truncatingIfNeeded: Int(counts[tag]) &+ step)
      if element.tag == .template || element.tag == .noscript { hidingCount &+= step }
    } else {
      foreignCount &+= step
    }
  }

  @inline(__always)
  fileprivate func openCount(of tag: HTMLTag) -> UInt16 { counts[Int(tag.rawValue)] }

  /// Marks the element that the form element pointer points to.
  mutating func markForm(at index: Int, _ isCurrent: Bool) {
    precondition(index >= 0 && index < count, "no element is open there")
    unsafe memory[index].isCurrentForm = isCurrent
  }
}

/// Searches. Each is O(depth), from the innermost element outwards.
extension OpenElements {
  /// Whether an HTML element of this tag is on the stack, in scope or not. O(1).
  @inline(__always)
  func contains(_ tag: HTMLTag) -> Bool { openCount(of: tag) != 0 }

  /// The innermost element that fulfils a condition.
  func lastIndex(where condition: (OpenElement) -> Bool) -> Int? {
    for index in stride(from: count - 1, through: 0, by: -1) where condition(self[index]) {
      return index
    }
    return nil
  }

  /// The outermost of those above a place that fulfil a condition.
  func firstIndex(above place: Int, where condition: (OpenElement) -> Bool) -> Int? {
    for index in place + 1..<max(count, place + 1) where condition(self[index]) { return index }
    return nil
  }

  /// Whether there is a paragraph in button scope.
  @inline(__always)
  var hasParagraphInButtonScope: Bool { has(.p, boundedAlsoBy: { $0 == .button }) }

  /// Whether an HTML element of this tag is in scope; further tags may bound the scope.
  @inline(__always)
  func has(_ tag: HTMLTag, boundedAlsoBy isBound: (HTMLTag) -> Bool = { _ in false }) -> Bool {
    guard contains(tag) else { return false }
    let place = lastIndex {
      $0.isHTML(tag) || $0.boundsScope || ($0.namespace == .html && isBound($0.tag))
    }
    return place.map { self[$0].isHTML(tag) } ?? false
  }

  /// Whether an element of this tag is in table scope, which only tables and templates bound.
  func hasInTableScope(_ tag: HTMLTag) -> Bool {
    guard contains(tag) else { return false }
    let place = lastIndex { $0.isHTML(tag) || $0.isIn(.tableContext) }
    return place.map { self[$0].isHTML(tag) } ?? false
  }

  /// Whether a heading is in scope.
  var hasHeadingInScope: Bool {
    let place = lastIndex { $0.isIn(.heading) || $0.boundsScope }
    return place.map { self[$0].isIn(.heading) } ?? false
  }
}
