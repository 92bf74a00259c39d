/// Labels one below the other, each as near as can be to where it belongs.
package enum LabelColumn {
  /// - Parameters:
  ///   - wanted: where each label would best be, in any order.
  ///   - height: the least distance between two.
  ///   - range: where all must be, if there is room for all.
  /// - Returns: a place for each, in the order of `wanted`.
  /// - Complexity: O(n log n).
  package static func spread(
    _ wanted: [Double], height: Double, within range: ClosedRange<Double>
  ) -> [Double] {
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    var clusters: [Cluster] = []
    for index in order {
      var cluster = Cluster(count: 1, sum: wanted[index])
      cluster.settle(height, range)
      while let above = clusters.last, above.bottom(height) + height > cluster.top {
        clusters.removeLast()
        cluster = above.joined(with: cluster, height)
        cluster.settle(height, range)
      }
      clusters.append(cluster)
    }
    var places = wanted
    var next = order.makeIterator()
    for cluster in clusters {
      for number in 0..<cluster.count {
        if let index = next.next() { places[index] = cluster.top + Double(number) * height }
      }
    }
    return places
  }

  /// Labels that touch: they lie together around the mean of their wishes.
  private struct Cluster {
    var count: Int
    /// Of where each label would have the first one be.
    var sum: Double
    var top = 0.0

    func bottom(_ height: Double) -> Double { top + Double(count - 1) * height }

    func joined(with below: Cluster, _ height: Double) -> Cluster {
      let shift = Double(count) * height * Double(below.count)
      return Cluster(count: count + below.count, sum: sum + below.sum - shift)
    }

    mutating func settle(_ height: Double, _ range: ClosedRange<Double>) {
      let last = range.upperBound - Double(count - 1) * height
      top = max(range.lowerBound, min(sum / Double(count), last))
    }
  }
}
