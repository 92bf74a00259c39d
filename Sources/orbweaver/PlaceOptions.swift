import ArgumentParser

/// Where a new crawl is written to, and where it goes.
struct PlaceOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: .init(
      """
      The folder that the crawl is written to: new or empty, never overwritten. \
      (default: output/HOST-TIME)
      """,
      valueName: "folder"),
    completion: .directory)
  var output: String?

  @OptionGroup var reach: ReachOptions
}
