// swift-tools-version: 6.2
import PackageDescription

// One strict dialect for every target.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

// Arrows go down only; `checks/imports` holds every source file against the same table.
let package = Package(
    name: "pointsman",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "CLinux"),

        library("PointsmanCore"),
        library("PointsmanFormats", ["PointsmanCore"]),
        library("LinuxReactor", ["CLinux", deque, heap]),
        library("PostgresClient", ["CLibpq", "LinuxReactor"]),

        library("PointsmanLab", ["LinuxReactor", "PointsmanCore", "PostgresClient"]),

        .executableTarget(name: "pointsman-guard", swiftSettings: strict),
        .executableTarget(
            name: "pointsman-lab", dependencies: ["LinuxReactor", "PointsmanLab", arguments], swiftSettings: strict),

        tests("GuardTests", ["LinuxReactor", "PostgresClient", "TestServers", "pointsman-guard"]),
        tests("LinuxReactorTests", ["LinuxReactor"]),
        tests("PointsmanCoreTests", ["PointsmanCore"]),
        tests(
            "PointsmanFormatsTests",
            ["LinuxReactor", "PointsmanCore", "PointsmanFormats", "PostgresClient", "TestServers"]),
        tests("PointsmanLabTests", ["LinuxReactor", "PointsmanCore", "PointsmanLab", "PostgresClient"]),
        tests("PostgresClientTests", ["LinuxReactor", "PostgresClient", "TestServers"]),
        .target(
            name: "TestServers", dependencies: ["LinuxReactor", "PostgresClient"], path: "Tests/TestServers",
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
