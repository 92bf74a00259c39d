import Foundation
import ParserPool
import Testing
import EventLoop
@Suite struct Temp {
  @Test func tempOne() async throws {
      try await withPool { pool in
        let outcomes = await pool.parseAll((0..<50).map { "<title>\($0)" })
        #expect(outcomes.allSatisfy { $0.facts != nil })
      }
  }
  @Test func tempTwo() async throws {
      try await withPool { pool in
        _ = await pool.parseAll((0..<4).map { "<title>\($0)" })
      }
      try await withPool { pool in
        _ = await pool.parseAll((0..<4).map { "<title>\($0)" })
      }
  }
  @Test func tempBare() async throws {
    for _ in 0..<4 {
      let loop = try EventLoop.start(named: "test-pool")
      let pool = ParserPool(on: loop, settings: .test())
      _ = await pool.parseAll((0..<50).map { "<title>\($0)" })
      await pool.close()
      loop.stop()
    }
  }
  @Test func tempSameLoop() async throws {
    let loop = try EventLoop.start(named: "test-pool")
    for _ in 0..<4 {
      let pool = ParserPool(on: loop, settings: .test())
      _ = await pool.parseAll((0..<50).map { "<title>\($0)" })
      await pool.close()
    }
    loop.stop()
  }
  @Test func tempSeq() async throws {
    for _ in 0..<4 {
      try await withPool { pool in for _ in 0..<50 { _ = await pool.parse("<p>") } }
    }
  }
}
