import LinuxReactor
import PostgresClient

/// A client that writes through the pooler all the time, each number once, and notes what was acknowledged by which
/// timeline. It connects anew whenever its connection is of no more use.
@Reactor
final class LedgerWriter {
    struct Acknowledgement {
        let number: Int
        let timeline: Int
        let sentAt: ContinuousClock.Instant
        let endedAt: ContinuousClock.Instant
    }

    private let parameters: [(keyword: String, value: String)]
    private(set) var acknowledged: [Acknowledgement] = []
    private(set) var failures = 0
    private var isStopping = false
    private var task: Task<Void, Never>?

    /// - Parameter parameters: the way through the pooler.
    init(_ parameters: [(keyword: String, value: String)]) {
        self.parameters = parameters
    }

    func start() {
        task = Reactor.task { await self.run() }
    }

    func stop() async {
        isStopping = true
        await task?.value
    }

    /// Suspends until `count` writes that were sent from now on, or `since` then, are acknowledged on `timeline`.
    /// - Returns: when the first of them was; nil where it takes longer than `patience`.
    func progress(
        _ count: Int = 3, on timeline: Int, since: ContinuousClock.Instant? = nil,
        within patience: Duration = .seconds(60)
    ) async -> ContinuousClock.Instant? {
        let began = ContinuousClock.now
        while ContinuousClock.now < began + patience {
            let fresh = acknowledged.reversed().prefix { $0.sentAt >= since ?? began }.filter {
                $0.timeline == timeline
            }
            if fresh.count >= count { return fresh.last?.endedAt }
            await Reactor.sleep(until: .now + .milliseconds(2))
        }
        return nil
    }

    /// Acknowledged on a lower timeline than somebody had been before it was sent.
    var stale: Int {
        var highest: [(timeline: Int, at: ContinuousClock.Instant)] = []
        return acknowledged.count { write in
            defer {
                if write.timeline > highest.last?.timeline ?? 0 { highest.append((write.timeline, write.endedAt)) }
            }
            return highest.contains { $0.timeline > write.timeline && $0.at < write.sentAt }
        }
    }

    private func run() async {
        var connection: PostgresConnection?
        var number = 0
        while !isStopping {
            number += 1
            let sentAt = ContinuousClock.now
            do {
                let link: PostgresConnection
                if let connection {
                    link = connection
                } else {
                    link = try await PostgresConnection.connect(parameters, until: .now + .seconds(60))
                }
                connection = link
                let rows = try await link.execute(
                    """
                    INSERT INTO ledger VALUES (\(number)) \
                    RETURNING ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
                    """, until: .now + .seconds(60))
                if let timeline = rows.last?.rows.first?.first.flatMap({ $0 }).flatMap({ Int($0) }) {
                    acknowledged.append(
                        .init(number: number, timeline: timeline, sentAt: sentAt, endedAt: .now))
                }
                await Reactor.sleep(until: .now + .milliseconds(2))
            } catch {
                failures += 1
                connection = nil
                await Reactor.sleep(until: .now + .milliseconds(5))
            }
        }
    }
}
