import Foundation

/// Whether the tests run under a sanitizer, which takes several times the memory and the time.
package enum Sanitizer {
  /// Why a test that measures is skipped then.
  package static let reason = "measures memory or time, which a sanitizer multiplies"

  package static var isOn: Bool {
    ProcessInfo.processInfo.environment["ORBWEAVER_SANITIZER"] != nil
  }
}
