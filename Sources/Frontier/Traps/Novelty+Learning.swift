/// What groups of like URLs learn from a page that was fetched.
extension Novelty {
  /// The fetch came to nothing. Where it is not to be tried again, no descent waits for it.
  mutating func forget(_ id: UInt32, isOver: Bool) {
    guard let visit = visits.removeValue(forKey: id) else { return }
    chosen[id] = nil
    guard isOver, let level = visit.descent else { return }
    let key = visit.pattern[level]
    if descents[key]?.awaited == id { descents[key]?.restart() }
  }

  /// Learns from what a page turned out to be. O(1).
  mutating func learn(_ id: UInt32, _ answer: Report.Answer) {
    guard let visit = visits.removeValue(forKey: id) else { return }
    let next = chosen.removeValue(forKey: id)
    table.advance()
    if let level = visit.probes { return learn(fromProbe: visit, of: level, answer) }
    let isError = answer.status >= 400
    walk(over: visit, next, isError: isError)
    guard !isError else { return }
    for level in URLPattern.Level.allCases where visit.pattern[level] != 0 {
      let place = table.place(of: visit.pattern[level], level: level)
      guard table[place].state == .open else { return }
      if let trap = judge(visit, answer, place, level) { return close(trap, for: visit) }
    }
  }

  private struct Judgement {
    let state: PatternRecord.State
    let level: URLPattern.Level
    let key: UInt64
  }

  private mutating func judge(
    _ visit: Visit, _ answer: Report.Answer, _ place: Int, _ level: URLPattern.Level
  ) -> Judgement? {
    let key = visit.pattern[level]
    if !visit.pattern.isWholeSite(level) {
      weigh(visit, answer, place, level)
      if table[place].isUsedUp { return Judgement(state: .stale, level: level, key: key) }
    }
    // A walk goes into one corner: how often it came there says nothing of smaller groups.
    if let walk = visit.descent, walk.rawValue > level.rawValue { return nil }
    guard visit.isRead, !visit.isRedirect else { return nil }
    table[place].count(visit.yield(level))
    guard table[place].looksEndless else {
      table[place].turnWindow()
      descents[key] = nil
      return nil
    }
    guard let descent = descents[key] else {
      if mayDescend(from: level, around: visit.pattern) { descents[key] = Descent(level: level) }
      return nil
    }
    guard descent.isDone, table[place].isEndlessBeyondDoubt(of: visit.population(level)),
      let closest = descent.closest
    else { return nil }
    if closest.level == level || table[place].hasEndlessPart {
      return Judgement(state: .endless, level: level, key: key)
    }
    table[place].hasEndlessPart = !visit.pattern.isWholeSite(level)
    return Judgement(state: .endless, level: closest.level, key: closest.key)
  }

  /// Whether walks in a group of a page may begin: one walk at a time says most, but those over a whole site do
  /// not hold up others.
  private func mayDescend(from level: URLPattern.Level, around pattern: URLPattern) -> Bool {
    descents.count < Self.mostDescents
      && URLPattern.Level.allCases.allSatisfy { other in
        !pattern.isWholeSite(level) && pattern.isWholeSite(other)
          || descents[pattern[other]]?.isDone ?? true
      }
  }

  /// Whether a page said anything new to its group.
  private mutating func weigh(
    _ visit: Visit, _ answer: Report.Answer, _ place: Int, _ level: URLPattern.Level
  ) {
    guard !isSmallerToBlame(visit, level) else { return }
    let leadsOn = visit.links(into: level) > 0
    if visit.isRedirect {
      if visit.leadsNowhere, leadsOn { table[place].blame(leadsOn: true, level: level) }
      return
    }
    guard answer.isDuplicate || answer.simhash != nil else { return }
    let likeness: PatternRecord.Likeness =
      answer.isDuplicate ? .same : answer.simhash.map { table[place].likeness(of: $0) } ?? .none
    switch likeness {
    case .same where !visit.leadsOut(of: level): table[place].blame(leadsOn: leadsOn, level: level)
    case .same: table[place].praise(nil, level: level)
    case .much where leadsOn && !visit.leadsOut(of: level): table[place].blameMildly()
    case .much, .none: table[place].praise(answer.simhash, level: level)
    }
  }

  /// Whether it is a part of a group, with many pages in a row, that says nothing new.
  private func isSmallerToBlame(_ visit: Visit, _ level: URLPattern.Level) -> Bool {
    guard level.hasManyPatterns else { return false }
    let part = URLPattern.Level.allCases.last {
      $0.rawValue < level.rawValue && visit.pattern[$0] != 0
    }
    guard let part, let place = table.find(visit.pattern[part]) else { return false }
    return table[place].bearsTheBlame
  }

  private mutating func walk(over visit: Visit, _ next: UInt32?, isError: Bool) {
    guard !descents.isEmpty else { return }
    for level in URLPattern.Level.allCases where level != visit.descent {
      descents[visit.pattern[level]]?.wait(underWay: visits.count)
    }
    // Another step may have taken its place meanwhile.
    guard let level = visit.descent, var descent = descents[visit.pattern[level]],
      descent.awaited == visit.id
    else { return }
    let key = visit.pattern[level]
    if isError || visit.isRedirect {
      descent.restart()
      descents[key] = descent
    } else if descent.walk(
      over: visit.pattern, links: visit.links(into: descent.level), next: next,
      isTrapped: visit.trapped > 0)
    {
      descents[key] = descent
    } else {
      descents[key] = nil
      if let place = table.find(key) { table[place].widenWindow() }
    }
  }

  private mutating func close(_ judgement: Judgement, for visit: Visit) {
    let place = table.place(of: judgement.key, level: judgement.level)
    table[place].state = judgement.state
    if names.count < Self.mostNames {
      names[judgement.key] = URLPattern.text(
        of: visit.path.span, level: judgement.level)
    }
    // What the others have counted was of this group; they begin again without it.
    for level in URLPattern.Level.allCases {
      let key = visit.pattern[level]
      descents[key] = nil
      if key != judgement.key, let other = table.find(key) { table[other].absolve(level: level) }
    }
  }

  /// A group that is new again, or that turns out to have an end, gets a part of its budget back.
  private mutating func learn(
    fromProbe visit: Visit, of level: URLPattern.Level, _ answer: Report.Answer
  ) {
    guard answer.status < 400, !visit.isRedirect, let place = table.find(visit.pattern[level])
    else { return }
    let isKnown =
      answer.isDuplicate || (answer.simhash.map { table[place].likeness(of: $0) != .none } ?? true)
    let isNew =
      table[place].state == .stale
      ? !isKnown : !isKnown && (visit.links(into: level) == 0 || visit.meetings > 0)
    if isNew { table[place].reopen(level: level) }
  }
}

extension Visit {
  /// Redirects after which one more leads nowhere: of those that sites use two in a row are common.
  private static let usualHops = 2

  /// Whether it is far along a chain of redirects that goes on.
  var leadsNowhere: Bool { hops >= Self.usualHops }

  /// How many URLs a group must have at least, by estimate, to be without end. A host, or all that stands at its
  /// root, may be a large site as a whole.
  func population(_ level: URLPattern.Level) -> Int {
    pattern.isWholeSite(level) ? 1 << 24 : 1 << 18
  }
}

extension URLPattern {
  /// Whether a group may be a whole site: a host, or all that stands at its root. It loses no budget for what is
  /// worth nothing in one corner.
  fileprivate func isWholeSite(_ level: Level) -> Bool {
    level == .host || level == .folder && self[.firstFolder] == 0
  }
}
