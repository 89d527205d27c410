// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// Set by the test command: every warning of our own targets becomes an error.
let strict = Context.environment["CUTLOG_STRICT"] != nil

let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

/// Where libdeflate's header and archive may lie. It compresses blocks better than zlib in the same time, but not every machine
/// has it: without it, or with CUTLOG_ZLIB set, zlib does everything. SwiftPM remembers what this file came to, so that
/// a library installed later is noticed after `swift package purge-cache`.
let folders = Context.environment["CUTLOG_ZLIB"] == nil ? ["/usr", "/usr/local"] : []
let hasDeflate = folders.contains { FileManager.default.fileExists(atPath: "\($0)/include/libdeflate.h") }
/// The archive goes into the program, which then runs where the shared library isn't installed.
let hasDeflateArchive = folders.contains { folder in
  ["lib", "lib64", "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu"].contains {
    FileManager.default.fileExists(atPath: "\(folder)/\($0)/libdeflate.a")
  }
}

func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], linking libraries: [String] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, swiftSettings: settings, linkerSettings: libraries.map { .linkedLibrary($0) })
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
    swiftSettings: settings)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let certificates = Target.Dependency.product(name: "X509", package: "swift-certificates")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "cutlog",
  products: [
    .executable(name: "cutlog", targets: ["cutlog"]),
    .library(name: "CloudEvents", targets: ["CloudEvents"]),
    .library(name: "SealedLog", targets: ["SealedLog"]),
    .library(name: "Replay", targets: ["Replay"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CAssets", exclude: ["packs", "page"]),
    .target(name: "CSHA256"),
    library("JSONText"),
    library("CloudEvents", ["JSONText"]),
    library(
      "SealedLog", ["CloudEvents", "JSONText", "CZlib", "CSHA256", crypto] + (hasDeflate ? ["CDeflate"] : []),
      linking: hasDeflate ? [hasDeflateArchive ? ":libdeflate.a" : "deflate"] : []),
    library(
      "Attestation",
      ["SealedLog", "CloudEvents", "JSONText", crypto, cryptoExtras, asn1, certificates]),
    library("CutoverModel", ["CloudEvents", "JSONText"]),
    library("Replay", ["CutoverModel", "CloudEvents", "JSONText"]),
    library("Audit", ["Replay", "CutoverModel", "CloudEvents", "JSONText"]),
    library("Documents", ["JSONText", "CutoverModel", "CloudEvents", "Audit", yams]),
    library("Reports", ["Replay", "Audit", "CutoverModel", "CloudEvents", "JSONText", crypto]),
    .executableTarget(
      name: "cutlog",
      dependencies: [
        "CAssets", "JSONText", "CloudEvents", "SealedLog", "Attestation", "CutoverModel", "Documents",
        "Replay", "Audit", "Reports", argumentParser,
      ],
      swiftSettings: settings),
    // Measures for Tests/bench/run what the program doesn't do by itself; no product.
    .executableTarget(
      name: "bench", dependencies: ["SealedLog", "CloudEvents", "JSONText"], path: "Tests/bench/Bench", swiftSettings: settings),
    .target(
      name: "TestSupport",
      dependencies: ["CloudEvents", "JSONText"],
      path: "Tests/TestSupport", swiftSettings: settings),
    tests("JSONText", []),
    tests("CloudEvents", ["JSONText"]),
    tests("SealedLog", ["CloudEvents", "JSONText", crypto]),
    tests("Attestation", ["SealedLog", "CloudEvents", "JSONText", crypto]),
    tests("CutoverModel", ["CloudEvents", "JSONText"]),
    tests("Documents", ["CutoverModel", "JSONText", "Audit", "Replay"]),
    tests("Replay", ["CutoverModel", "CloudEvents", "JSONText", "Documents"]),
    tests("Audit", ["Replay", "CutoverModel", "CloudEvents", "JSONText"]),
    tests("Reports", ["Replay", "Audit", "CutoverModel", "CloudEvents", "JSONText", "Documents"]),
    tests("cutlog", ["Attestation", "SealedLog", "Replay", "Audit", "Documents", "Reports", "JSONText", "CloudEvents", argumentParser]),
  ],
  cLanguageStandard: .c2x
)

if hasDeflate { package.targets.append(.systemLibrary(name: "CDeflate", providers: [.apt(["libdeflate-dev"])])) }

// libFuzzer brings its own `main`, so the target exists only where it is asked for (Tests/fuzz/run).
if Context.environment["CUTLOG_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "cutlog-fuzz",
      dependencies: ["Attestation", "Audit", "SealedLog", "CloudEvents", "Documents", "JSONText"],
      path: "Tests/fuzz", exclude: ["corpus", "run"],
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
  package.products.append(.executable(name: "cutlog-fuzz", targets: ["cutlog-fuzz"]))
}
