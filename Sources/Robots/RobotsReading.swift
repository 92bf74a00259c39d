/// By whose book a robots.txt is read.
///
/// The two differ in a few small things only, and a site's owner may want to know either: what a
/// crawler that keeps to the standard does, and what Google's published parser would.
package enum RobotsReading: String, Sendable, CaseIterable {
  /// RFC 9309. This is what a crawl goes by.
  case standard = "rfc"
  /// Google's parser: it does not decode unreserved octets (RFC 9309, 2.2.2), takes the path as it
  /// is given, makes no exception for `/robots.txt`, and knows no product token with other characters
  /// than the RFC's, where we let digits pass.
  case google

  /// Whether unreserved octets are compared decoded, and paths brought into that form.
  var decodesOctets: Bool { self == .standard }
}
