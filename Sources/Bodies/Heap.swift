private import CLinux

/// How a program has the C library's allocator deal with the system.
package enum Heap {
  /// Keeps what was freed for what comes next; for a program's first lines.
  ///
  /// Two threads do the work of a crawl and seldom meet in the allocator, so one heap is enough; and
  /// a heap that shrinks whenever something large is freed has the system clear the same memory
  /// again for the next page. Measured on 96 KB pages: a tenth of the crawler's CPU time.
  package static func settle() {
    orb_settle_heap(64 << 20, 1 << 20, 32 << 20)
  }
}
