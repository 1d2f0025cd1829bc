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

func product(_ name: String, _ package: String) -> Target.Dependency {
    .product(name: name, package: package)
}

let arguments = product("ArgumentParser", "swift-argument-parser")
let deque = product("DequeModule", "swift-collections")
let heap = product("HeapModule", "swift-collections")
let lifecycle = product("ServiceLifecycle", "swift-service-lifecycle")
let logging = product("Logging", "swift-log")
let nio = ["NIOCore", "NIOHTTP1", "NIOPosix"].map { product($0, "swift-nio") }
let nioTLS = product("NIOSSL", "swift-nio-ssl")
let signals = product("UnixSignals", "swift-service-lifecycle")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

// What `checks/release` builds; in any other build nothing names the commit, so that no new one has all programs linked again.
let commit: [CSetting] =
    Context.environment["POINTSMAN_COMMIT"].map {
        [.define("POINTSMAN_COMMIT", to: "\"\($0)\"")]
    } ?? []

// Arrows go down only; `checks/imports` holds every source file against the same table.
let package = Package(
    name: "pointsman",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
    ],
    targets: [
        .systemLibrary(name: "CAres", pkgConfig: "libcares", providers: [.apt(["libc-ares-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .target(name: "CBuild", cSettings: commit),
        .target(name: "CLinux"),
        // Its definitions stand before those of the libraries that libpq is linked to.
        .target(
            name: "CLibpqBudget",
            linkerSettings: [
                .unsafeFlags(
                    ["recv", "HMAC_Init_ex"].flatMap { ["-Xlinker", "--export-dynamic-symbol=\($0)"] })
            ]),

        library("StuckQueue"),
        library("PointsmanCore"),
        library("PointsmanFormats", ["PointsmanCore"]),
        library("PointsmanRecording", ["PointsmanCore", "PointsmanFormats"]),
        library("LinuxReactor", ["CBuild", "CLinux", deque, heap]),
        library("PostgresClient", ["CCrypto", "CLibpq", "CLibpqBudget", "LinuxReactor"]),
        library("DNSResolver", ["CAres", "LinuxReactor"]),
        library("StatusServer", nio + [nioTLS]),
        library("PointsmanConfiguration", ["LinuxReactor", "PointsmanCore", "PointsmanFormats", logging]),
        library(
            "PointsmanDiscovery",
            [
                "DNSResolver", "LinuxReactor", "PointsmanConfiguration", "PointsmanCore", "PointsmanFormats",
                "StatusServer",
            ]),
        library(
            "PointsmanAgent",
            [
                "CCrypto", "CSystemd", "DNSResolver", "LinuxReactor", "PointsmanConfiguration", "PointsmanCore",
                "PointsmanDiscovery",
                "PointsmanFormats", "PointsmanRecording", "PostgresClient", "StatusServer", "StuckQueue", lifecycle,
                logging, signals,
            ]),
        library(
            "PoolerTools",
            [
                "DeployTemplates", "LinuxReactor", "PointsmanConfiguration", "PointsmanCore", "PointsmanDiscovery",
                "PointsmanFormats", "PointsmanLoad", "PointsmanScenarios", "PointsmanSimulation", "PostgresClient",
            ]),
        .target(
            name: "DeployTemplates", path: "deploy",
            exclude: [
                "README.md", "debian", "local", "man", "patroni", "systemd/README.md", "systemd/pointsman@.service",
                "fly/README.md", "fly/app.py", "kubernetes/README.md",
                "prometheus",
                "grafana",
            ],
            sources: ["Templates.swift"],
            resources: [
                "fly/fly.toml", "fly/Dockerfile", "fly/start", "kubernetes/pointsman.yaml", "systemd/pointsman.service",
                "systemd/pointsman.sysusers", "systemd/pointsman.ini",
            ].map { .embedInCode($0) }, swiftSettings: strict),
        library("PointsmanScenarios", ["PointsmanCore"]),
        library("PointsmanSimulation", ["PointsmanCore", "PointsmanScenarios"]),
        library("PointsmanLoad", ["LinuxReactor", "PointsmanCore", "PointsmanScenarios", "PostgresClient"]),
        library(
            "PointsmanLab",
            [
                "LinuxReactor", "PointsmanCore", "PointsmanFormats", "PointsmanLoad", "PointsmanRecording",
                "PointsmanScenarios",
                "PostgresClient",
            ]),

        program(
            "pointsman",
            [
                "LinuxReactor", "PointsmanAgent", "PointsmanConfiguration", "PointsmanCore", "PointsmanFormats",
                "PointsmanRecording", "PointsmanScenarios", "PointsmanSimulation", "PoolerTools", "StatusServer",
                arguments, lifecycle, logging, signals,
            ]),
        program("pointsman-guard", ["StuckQueue"]),
        program(
            "pointsman-lab",
            [
                "LinuxReactor", "PointsmanCore", "PointsmanLab", "PointsmanRecording", "PointsmanScenarios",
                "PointsmanSimulation", arguments,
            ]),

        tests("DNSResolverTests", ["DNSResolver", "LinuxReactor", "PointsmanCore", "PointsmanFormats", "TestServers"]),
        tests("FuzzPropertiesTests", ["FuzzProperties"]),
        tests("GuardTests", ["LinuxReactor", "PostgresClient", "StuckQueue", "TestServers", "pointsman-guard"]),
        tests("LinuxReactorTests", ["LinuxReactor"]),
        tests(
            "PointsmanAgentTests",
            [
                "DNSResolver", "LinuxReactor", "PointsmanAgent", "PointsmanConfiguration", "PointsmanCore",
                "PointsmanDiscovery", "PointsmanFormats", "PointsmanRecording", "PostgresClient", "StatusServer",
                "TestServers",
                "libpq-judge", "notify-stand-in", "pointsman-guard", logging,
            ]),
        tests("PointsmanCoreTests", ["PointsmanCore"]),
        tests(
            "PointsmanEdgeTests",
            [
                "LinuxReactor", "PointsmanConfiguration", "PointsmanFormats", "PostgresClient", "StatusServer",
                "TestServers",
                "pointsman", "pointsman-guard",
            ]),
        tests(
            "PointsmanFormatsTests",
            ["LinuxReactor", "PointsmanCore", "PointsmanFormats", "PostgresClient", "TestServers"]),
        tests(
            "PointsmanLabTests",
            [
                "LinuxReactor", "PointsmanCore", "PointsmanFormats", "PointsmanLab", "PointsmanLoad",
                "PointsmanScenarios", "PostgresClient",
            ]),
        .testTarget(
            name: "PointsmanRecordingTests",
            dependencies: [
                "LinuxReactor", "PointsmanCore", "PointsmanFormats", "PointsmanRecording", "PointsmanScenarios",
                "PointsmanSimulation",
            ], exclude: ["Recordings"], swiftSettings: strict),
        tests("PointsmanScenariosTests", ["PointsmanCore", "PointsmanScenarios"]),
        tests(
            "PointsmanSimulationTests",
            ["PointsmanCore", "PointsmanFormats", "PointsmanScenarios", "PointsmanSimulation", "PoolerTools"]),
        tests(
            "PointsmanTests",
            [
                "LinuxReactor", "PointsmanLab", "PointsmanLoad", "PointsmanScenarios", "PostgresClient", "StatusServer",
                "TestServers",
                "pointsman",
                "pointsman-guard",
            ]),
        tests(
            "PoolerToolsTests",
            [
                "LinuxReactor", "PointsmanConfiguration", "PointsmanCore", "PointsmanFormats", "PointsmanLoad",
                "PointsmanScenarios", "PointsmanSimulation", "PoolerTools", "PostgresClient",
                "TestServers",
            ]),
        tests(
            "PoolerContractTests",
            [
                "LinuxReactor", "PointsmanConfiguration", "PointsmanFormats", "PointsmanScenarios",
                "PointsmanSimulation", "PostgresClient",
                "TestServers",
            ]),
        tests("PostgresClientTests", ["LinuxReactor", "PostgresClient", "TestServers", "ending-stand-in"]),
        tests("StatusServerTests", ["LinuxReactor", "StatusServer"]),
        .target(
            name: "FuzzProperties",
            dependencies: [
                "PointsmanCore", "PointsmanFormats", "PointsmanRecording", "PostgresClient", "StatusServer",
            ],
            path: "Tests/FuzzProperties", swiftSettings: strict),
        .target(
            name: "TestServers", dependencies: ["LinuxReactor", "PointsmanLab", "PostgresClient"],
            path: "Tests/TestServers", swiftSettings: strict),
        .executableTarget(
            name: "ending-stand-in", dependencies: ["CCrypto", "PostgresClient"], path: "Tests/EndingStandIn",
            swiftSettings: strict),
        .executableTarget(
            name: "libpq-judge", dependencies: ["CLibpq"], path: "Tests/LibpqJudge", swiftSettings: strict),
        .executableTarget(
            name: "notify-stand-in", dependencies: ["LinuxReactor", "PointsmanAgent"], path: "Tests/NotifyStandIn",
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
