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

let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let nio = ["NIOCore", "NIOHTTP1", "NIOPosix"].map { Target.Dependency.product(name: $0, package: "swift-nio") }

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
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .target(name: "CLinux"),

        library("PointsmanCore"),
        library("PointsmanFormats", ["PointsmanCore"]),
        library("LinuxReactor", ["CLinux", deque, heap]),
        library("PostgresClient", ["CLibpq", "LinuxReactor"]),
        library("StatusServer", nio),

        library("PointsmanAgent", ["CSystemd", "LinuxReactor", "PointsmanCore", "PointsmanFormats"]),

        .executableTarget(name: "pointsman-guard", swiftSettings: strict),

        tests("GuardTests", ["LinuxReactor", "PostgresClient", "TestServers", "pointsman-guard"]),
        tests("LinuxReactorTests", ["LinuxReactor"]),
        tests("PointsmanCoreTests", ["PointsmanCore"]),
        tests(
            "PointsmanFormatsTests",
            ["LinuxReactor", "PointsmanCore", "PointsmanFormats", "PostgresClient", "TestServers"]),
        tests("PointsmanAgentTests", ["LinuxReactor", "PointsmanAgent", "PointsmanFormats", "notify-stand-in"]),
        tests("StatusServerTests", ["LinuxReactor", "StatusServer"]),
        tests("PostgresClientTests", ["LinuxReactor", "PostgresClient", "TestServers"]),
        .target(
            name: "TestServers", dependencies: ["LinuxReactor", "PostgresClient"], path: "Tests/TestServers",
            swiftSettings: strict),
        .executableTarget(
            name: "notify-stand-in", dependencies: ["LinuxReactor", "PointsmanAgent"], path: "Tests/NotifyStandIn",
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
