// swift-tools-version: 6.2
import PackageDescription

/// Every room is compiled alike: Swift 6, strict memory safety, and no warning left standing.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// A room of the house: a library target under `Sources/<name>`.
func room(_ name: String, _ arrows: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: arrows, swiftSettings: strict)
}

/// A door: an executable target under `Sources/<name>`.
func door(_ name: String, _ arrows: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: arrows, swiftSettings: strict)
}

/// A measuring program, under `Benchmarks/<folder>`.
func bench(_ name: String, _ folder: String, _ arrows: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: arrows, path: "Benchmarks/\(folder)", swiftSettings: strict)
}

/// An example to learn from, under `Examples/<folder>`: one file.
func lesson(_ name: String, _ folder: String, _ arrows: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: arrows, path: "Examples/\(folder)", swiftSettings: strict)
}

/// The tests of one room, under `Tests/<room>Tests`.
func tests(_ room: String, _ arrows: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(room)Tests", dependencies: [.byName(name: room)] + arrows, swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
  name: "orbweaver",
  products: [
    .executable(name: "orbweaver", targets: ["orbweaver"]),
    .executable(name: "orbweaver-parser", targets: ["orbweaver-parser"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
  ],
  targets: [
    // 0  C: a module map and a shim each, no Swift.
    .systemLibrary(name: "CLinux"),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CICU", pkgConfig: "icu-uc", providers: [.apt(["libicu-dev"])]),
    .systemLibrary(name: "CPSL", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),

    // 1  Ground.
    room("Notation"),
    room("Charts"),
    room("Encodings", ["CICU"]),
    room("Digests", ["CXXHash"]),
    room("WebURL", ["Encodings", "CPSL"]),
    room("HTTPSyntax", ["WebURL"]),
    room("Robots", ["WebURL"]),
    room("ParserWire", ["Digests", "WebURL"]),
    room("EventLoop", ["CLinux", heap]),
    room("Bodies", ["EventLoop", "CLinux"]),

    room("Spill", ["CLinux"]),

    // 2  Policy.
    room("Frontier", ["Spill", "Robots", "WebURL", "CPCRE2", heap, deque]),

    // 3  Mechanism.
    room("Fetcher", ["Bodies", "EventLoop", "HTTPSyntax", "WebURL", "CCurl", deque]),
    room("ParserPool", ["Bodies", "EventLoop", "ParserWire", "CLinux", deque]),
    room(
      "HTMLParser",
      ["Digests", "Encodings", "HTTPSyntax", "ParserWire", "WebURL", "CLibXML2", "CZlib"]),
    room("CrawlStore", ["Digests", "WebURL", grdb, grdbSQLite]),
    room("SyntheticWeb", ["EventLoop", "CLinux"]),
    room("SelectorTrial", ["EventLoop", "CLinux"]),

    // What is measured, and how it is told: no I/O.
    room("Comparison", ["Charts", "Notation", histogram]),

    // The modes of crawling: who waits, and how.
    room("Errands", ["Fetcher", "ParserPool"]),
    room("SyncMode", ["Errands", "EventLoop", "Fetcher", "ParserPool"]),
    room("ThreadsMode", ["Errands", "EventLoop", "Fetcher", "ParserPool", "SyncMode"]),
    room("AsyncMode", ["Bodies", "Errands", "EventLoop", "Fetcher", "ParserPool"]),

    // 4  The crawl.
    room(
      "Crawler",
      [
        "AsyncMode", "Bodies", "CrawlStore", "Digests", "Errands", "EventLoop", "Fetcher",
        "Frontier", "HTTPSyntax", "ParserPool", "ParserWire", "Robots", "Spill", "SyncMode",
        "ThreadsMode", "WebURL", logging,
      ]),

    // 5  Doors.
    door(
      "orbweaver",
      [
        "Bodies", "CLinux", "Comparison", "CrawlStore", "Crawler", "EventLoop", "Frontier",
        "Notation", "ParserWire", "Robots", "SelectorTrial", "SyntheticWeb", "WebURL",
        argumentParser,
        logging,
      ]),
    door("orbweaver-parser", ["HTMLParser", "ParserWire", "WebURL", "CLinux"]),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .target(
      name: "FaultyVFS", path: "Tests/FaultyVFS",
      cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
      linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(
      name: "EncodingDigests", dependencies: ["Encodings", "TestSupport"],
      path: "Tests/EncodingDigests", swiftSettings: strict),
    tests("Notation"),
    tests("Charts", ["TestSupport"]),
    tests("Encodings", ["EncodingDigests", "TestSupport"]),
    tests("Digests"),
    tests("WebURL", ["Encodings", "TestSupport"]),
    tests("HTTPSyntax", ["TestSupport", "WebURL"]),
    tests("Robots", ["TestSupport", "WebURL"]),
    tests("ParserWire", ["Digests", "TestSupport", "WebURL"]),
    tests("EventLoop", ["TestSupport"]),
    tests("Bodies", ["TestSupport"]),
    tests("Spill", ["TestSupport"]),
    tests("Frontier", ["Robots", "SyntheticWeb", "TestSupport", "WebURL"]),
    tests("Fetcher", ["Bodies", "EventLoop", "SyntheticWeb", "TestSupport"]),
    tests(
      "ParserPool",
      ["Bodies", "EventLoop", "ParserWire", "TestSupport", "WebURL", "orbweaver-parser"]),
    tests("HTMLParser", ["Digests", "Encodings", "ParserWire", "TestSupport", "WebURL"]),
    tests("CrawlStore", ["Digests", "TestSupport", "WebURL"]),
    tests("SyntheticWeb", ["EventLoop"]),
    tests("SelectorTrial", ["EventLoop"]),
    tests("Comparison", ["TestSupport"]),
    tests(
      "SyncMode",
      [
        "AsyncMode", "Bodies", "Errands", "EventLoop", "Fetcher", "ParserPool", "SyntheticWeb",
        "TestSupport", "ThreadsMode", "orbweaver-parser",
      ]),
    tests(
      "Crawler",
      [
        "Bodies", "CrawlStore", "Digests", "EventLoop", "FaultyVFS", "Fetcher", "Frontier",
        "ParserPool", "Robots",
        "SyntheticWeb", "TestSupport", "WebURL", "orbweaver-parser", logging,
      ]),
    .target(
      name: "Simulation",
      dependencies: [
        "Bodies", "CrawlStore", "Crawler", "Fetcher", "Frontier", "ParserPool", "ParserWire",
        "WebURL", heap,
      ], path: "Tests/Simulation", swiftSettings: strict),
    .executableTarget(
      name: "simulate", dependencies: ["Bodies", "Simulation"],
      path: "Tests/Simulate", swiftSettings: strict),
    tests("Simulation", ["Bodies"]),
    .testTarget(
      name: "orbweaverTests",
      dependencies: [
        "Bodies", "CCurl", "CLinux", "EventLoop", "FaultyVFS", "Fetcher", "TestSupport",
        "orbweaver", "orbweaver-parser",
      ],
      swiftSettings: strict),

    .executableTarget(
      name: "reference-urls", dependencies: ["WebURL"], path: "Tests/Reference/URLLines",
      swiftSettings: strict),
    .executableTarget(
      name: "reference-pages", dependencies: ["HTMLParser", "ParserWire", "WebURL"],
      path: "Tests/Reference/PageLines", swiftSettings: strict),
    bench("bench-decode", "Decode", ["EncodingDigests", "Encodings"]),
    bench("bench-fetch", "FetchOnly", ["Bodies", "EventLoop", "Fetcher"]),
    bench("bench-frontier", "Frontier", ["CrawlStore", "Frontier", "WebURL"]),
    bench("bench-parse", "ParseOnly", ["CLibXML2", "HTMLParser", "ParserWire", "WebURL"]),
    bench("bench-selectors", "Selectors", ["EventLoop", "SelectorTrial"]),
    bench("bench-store", "StoreWrite", ["CrawlStore", "WebURL"]),
    .executableTarget(
      name: "bench-urls", dependencies: ["WebURL"], path: "Benchmarks/URLs",
      exclude: ["ada.cpp"], swiftSettings: strict),

    .target(
      name: "Echo", dependencies: ["EventLoop", argumentParser], path: "Examples/Echo",
      swiftSettings: strict),
    .target(
      name: "PipedProcess", dependencies: ["EventLoop"], path: "Examples/PipedProcess",
      swiftSettings: strict),
    lesson("handing-over", "HandingOver", ["EventLoop"]),
    lesson("interleaving", "Interleaving", ["EventLoop"]),
    lesson("ten-tasks", "TenTasks", ["EventLoop", argumentParser]),
    lesson("echo-server", "EchoServer", ["Echo", "EventLoop", argumentParser]),
    lesson("echo-server-select", "EchoServerSelect", ["Echo", "EventLoop", argumentParser]),
    lesson("echo-client", "EchoClient", ["Echo", "EventLoop", argumentParser]),
    lesson("channel", "Channel", ["EventLoop", deque]),
    lesson("queues", "Queues", ["EventLoop", deque, heap]),
    lesson("lost-updates", "LostUpdates", ["EventLoop"]),
    lesson("cpu-bound", "CPUBound", ["EventLoop", "PipedProcess", argumentParser]),
    lesson("sleepers", "Sleepers", ["EventLoop", argumentParser]),
    .testTarget(
      name: "ExamplesTests",
      dependencies: [
        "Echo", "TestSupport", "handing-over", "interleaving", "ten-tasks", "echo-server",
        "echo-server-select", "echo-client", "channel", "queues", "lost-updates", "cpu-bound",
        "sleepers",
      ], swiftSettings: strict),
  ]
)
