import Frontier
import TestSupport
import Testing

@Suite struct SeenSetTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func agreesWithADictionary(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var set = SeenSet(minimumCapacity: 1)
    var model: [UInt64: UInt32] = [:]
    for step in 0..<20_000 {
      // A small range, so that most are repeats, with 0 and all ones among them.
      let fingerprint = UInt64(bitPattern: Int64(generator.next() % 5000) - 1)
      let expected = model[fingerprint]
      let (id, isNew) = set.insert(fingerprint)
      #expect(isNew == (expected == nil), "seed \(seed) step \(step)")
      #expect(id == expected ?? UInt32(model.count + 1), "seed \(seed) step \(step)")
      model[fingerprint] = id
    }
    #expect(Int(set.count) == model.count)
    for (fingerprint, id) in model {
      let found = set.id(of: fingerprint)
      #expect(found == id, "seed \(seed)")
    }
    let unknown = set.id(of: 1 << 40)
    #expect(unknown == nil)
  }

  /// Whatever a hostile site could hope to achieve by luck: keys that crowd one place.
  @Test func crowdedKeysAreAllFound() {
    var set = SeenSet(minimumCapacity: 1)
    for key in 0..<UInt64(5000) { _ = set.insert(key) }
    for key in 0..<UInt64(5000) { _ = set.insert(.max - key) }
    for key in 0..<UInt64(5000) {
      let (low, high) = (set.id(of: key), set.id(of: .max - key))
      #expect(low == UInt32(key + 1) && high == UInt32(key + 5001))
    }
  }

  @Test func aRestoredSetGoesOnWhereItWas() {
    var set = SeenSet()
    set.restore(77, id: 9)
    set.restore(78, id: 4)
    let (known, new) = (set.insert(78), set.insert(79))
    #expect(known == (4, false))
    #expect(new == (10, true))
  }

  @Test func aURLTakesAtMost18Bytes() {
    var generator = SeededGenerator(seed: 4)
    var set = SeenSet()
    for count in 1...400_000 {
      _ = set.insert(generator.next())
      guard count > 200_000, count % 1000 == 0 else { continue }
      #expect(Double(set.bytes) / Double(count) < 18.5, "at \(count)")
    }
  }
}
