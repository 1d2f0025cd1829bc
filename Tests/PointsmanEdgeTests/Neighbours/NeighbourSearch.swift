import Glibc
import LinuxReactor
import PostgresClient
import TestServers

/// Runs neighbourhoods, several at a time, and finds out who in one that broke a promise did it.
@Reactor
final class NeighbourSearch {
    /// What is asked for: a comma-separated list of `seed=N`, `minutes=N`, `only=TEXT` (a combination, or what its name begins with).
    struct Wish: Sendable {
        var seed: UInt64 = 1
        /// How long to go on with further seeds; nil for one.
        var span: Duration?
        /// Each by itself; nil for all, dealt out.
        var only: String?
        /// Only from the start, or only later; nil for both.
        var fromTheStart: Bool?
        /// Agents at a time.
        var width = 4
    }

    nonisolated static let wish = getenv("POINTSMAN_NEIGHBOURS").map { parse(String(cString: $0)) }

    private let wish: Wish
    private var queue: [Neighbourhood] = []
    private var found: [String] = []
    private var runs = 0
    private var combinations = 0
    private var failure: (any Error)?

    nonisolated init(_ wish: Wish) {
        self.wish = wish
    }

    /// A line a combination that broke a promise by itself, twice. What a neighbourhood breaks while none of it does alone is told only.
    func run() async throws -> [String] {
        let began = ContinuousClock.now
        await offReactor { WireMisdeed.prepare() }
        try await withCluster { cluster in
            let connection = try await cluster.server.connect()
            let answer = try await connection.execute(
                "SELECT system_identifier FROM pg_control_system()", until: .now + .seconds(60))
            let identifier = answer[0].rows[0][0] ?? ""
            // The measure: nothing is wrong here.
            let calm = try await NeighbourRun.perform(
                Neighbourhood([], quietMembers: 16, fromTheStart: false), before: cluster, of: identifier)
            NeighbourRun.restingMemory = calm.memory
            Self.tell("calm: \(calm.memory >> 20) MB, \(calm.figures)")
            found += calm.breaches.map { "calm: \($0)" }
            var seed = wish.seed
            repeat {
                queue = neighbourhoods(seed)
                let workers = (0..<wish.width).map { _ in
                    Reactor.task { await self.work(cluster, identifier, seed) }
                }
                for worker in workers { await worker.value }
                if let failure { throw failure }
                seed += 1
            } while wish.span.map { ContinuousClock.now < began + $0 } ?? false
        }
        Self.tell(
            "neighbours: \(combinations) combinations in \(runs) runs, \(found.count) found, \((ContinuousClock.now - began).wholeMilliseconds) ms"
        )
        return found
    }

    private func neighbourhoods(_ seed: UInt64) -> [Neighbourhood] {
        guard let only = wish.only else { return Neighbourhood.deal(seed: seed) }
        return Combination.all.filter { $0.description.hasPrefix(only) }.flatMap { combination in
            combination.turns.filter { $0 == wish.fromTheStart ?? $0 }.map {
                Neighbourhood([combination], fromTheStart: $0)
            }
        }
    }

    private func work(_ cluster: Cluster, _ identifier: String, _ seed: UInt64) async {
        while failure == nil, !queue.isEmpty {
            let neighbourhood = queue.removeFirst()
            combinations += neighbourhood.combinations.count
            do {
                let report = try await perform(neighbourhood, cluster, identifier)
                guard !report.breaches.isEmpty else { continue }
                let culprits = try await culprits(in: neighbourhood, cluster, identifier)
                found += culprits
                // The limits are those of one neighbour.
                if culprits.isEmpty { Self.tell("together only: \(neighbourhood): \(report.breaches)") }
            } catch {
                failure = error
            }
        }
    }

    /// Halves it until those who do it stand alone.
    private func culprits(
        in neighbourhood: Neighbourhood, _ cluster: Cluster, _ identifier: String
    ) async throws -> [String] {
        guard let halves = neighbourhood.halves else {
            // Once more, so that it was not the machine.
            let report = try await perform(neighbourhood, cluster, identifier)
            return report.breaches.isEmpty ? [] : ["\(neighbourhood): \(report.breaches)"]
        }
        var found: [String] = []
        for half in halves where try await !perform(half, cluster, identifier).breaches.isEmpty {
            found += try await culprits(in: half, cluster, identifier)
        }
        return found
    }

    private func perform(
        _ neighbourhood: Neighbourhood, _ cluster: Cluster, _ identifier: String
    ) async throws -> NeighbourReport {
        let report = try await NeighbourRun.perform(neighbourhood, before: cluster, of: identifier)
        runs += 1
        Self.tell(
            "\(report.breaches.isEmpty ? "kept" : "BROKEN \(report.breaches)") \(neighbourhood) (\(report.figures))")
        return report
    }

    private static func tell(_ line: String) {
        let line = line + "\n"
        // At once, whoever reads it.
        _ = write(STDOUT_FILENO, line, line.utf8.count)
    }

    private nonisolated static func parse(_ text: String) -> Wish {
        var wish = Wish()
        for item in text.split(separator: ",") {
            let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "seed": wish.seed = UInt64(parts[1]) ?? 1
            case "minutes": wish.span = Double(parts[1]).map { .seconds($0 * 60) }
            case "only": wish.only = parts[1]
            case "turn": wish.fromTheStart = parts[1] == "start"
            case "width": wish.width = Int(parts[1]) ?? 4
            default: continue
            }
        }
        return wish
    }
}
