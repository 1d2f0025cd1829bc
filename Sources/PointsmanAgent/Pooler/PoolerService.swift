import LinuxReactor
import Logging
import PointsmanCore
import PostgresClient

/// Keeps a session with PgBouncer, and does on it what the core asks for.
@Reactor
final class PoolerService {
    private let open: @Reactor () async throws -> PoolerSession
    private let canary: Canary
    private let log: Logger
    private let post: @Reactor (Event) -> Void
    private var session: PoolerSession?

    init(
        canary: Canary, log: Logger, post: @escaping @Reactor (Event) -> Void,
        open: @escaping @Reactor () async throws -> PoolerSession
    ) {
        self.open = open
        self.canary = canary
        self.log = log
        self.post = post
    }

    /// Runs until it is cancelled.
    func run() async {
        var complaint: String?
        while !Task.isCancelled {
            do {
                let session = try await open()
                self.session = session
                complaint = nil
                post(.pooler(.up(holdsWrites: session.holdsWrites)))
                await session.ended()
                self.session = nil
                post(.pooler(.down("its console closed the connection")))
            } catch {
                let reason = "\(error)"
                if reason != complaint {
                    complaint = reason
                    log.warning("PgBouncer: \(reason)")
                    post(.pooler(.down(reason)))
                }
                await Reactor.sleep(until: .now + .milliseconds(20))
            }
        }
    }

    func stop() {
        session?.close()
        session = nil
    }

    /// Does `operation` and says how it ended. Its first command is sent before this returns: after the loss of a
    /// primary it races against PgBouncer's next login.
    func perform(_ id: OperationID, _ operation: Operation) {
        let session = session
        Task.immediate { @Reactor in
            let outcome: Outcome
            switch operation {
            case .confirm(let identity): outcome = await canary.confirm(identity)
            default: outcome = await session?.perform(operation) ?? .failed("PgBouncer's console is not there")
            }
            post(.finished(id, outcome))
        }
    }
}
