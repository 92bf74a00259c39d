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
}
