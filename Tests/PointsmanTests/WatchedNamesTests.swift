import Glibc
import LinuxReactor
import PointsmanLab
import PostgresClient
import StatusServer
import Testing

@Suite("The dashboard and the alert rules", .serialized)
struct WatchedNamesTests {
    @Test("the dashboard and the alert rules name only metrics that a real agent exports")
    func names() async throws {
        try await withLab { stack in
            try await stack.cluster.primary().administer("grant pg_monitor to app")
            let client = HTTPClient(.control(path: stack.agent.controlSocket))
            var shown = ""
            // A standby's own figures take the grant, and a probe after it.
            let limit = ContinuousClock.now + .seconds(60)
            while !shown.contains("pointsman_member_staleness_seconds{"), .now < limit {
                await Reactor.sleep(until: .now + .milliseconds(500))
                shown = try await client.get("/metrics", until: .now + .seconds(10)).text
            }
            let known = Self.families(shown)
            for file in ["prometheus/pointsman.rules.yml", "grafana/pointsman.json"] {
                let used = Self.metrics(in: Self.text("deploy/\(file)"))
                #expect(used.count > 10, "\(file) names hardly anything: \(used)")
                #expect(used.subtracting(known) == [], "of \(file), in a scrape of \(known.count) families")
            }
        }
    }

    /// The names of families, and of the samples of those that are histograms.
    private static func families(_ text: String) -> Set<String> {
        var names: Set<String> = []
        for line in text.split(separator: "\n") where line.hasPrefix("# TYPE ") {
            let words = line.split(separator: " ").map(String.init)
            names.insert(words[2])
            if words[3] == "histogram" { names.formUnion(["_bucket", "_sum", "_count"].map { words[2] + $0 }) }
        }
        return names
    }

    /// Every word that begins like a metric of ours or of PgBouncer's.
    private static func metrics(in text: String) -> Set<String> {
        let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }
        return Set(words.filter { $0.hasPrefix("pointsman_") || $0.hasPrefix("pgbouncer_") }.map(String.init))
    }

    /// A file of this repository.
    private static func text(_ path: String) -> String {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        guard let file = fopen("\(root)/\(path)", "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
