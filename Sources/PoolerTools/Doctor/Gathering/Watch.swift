import LinuxReactor
import PointsmanCore
import PostgresClient

/// Looks at the pools, the server's sessions and one of each pool's sessions repeatedly, ten times a second.
///
/// The three come one after the other, so that our own clients are not counted among those that wait in the pools. The
/// sessions come before the pool's session, since our question becomes that session's last statement.
@Reactor
struct Watch {
    /// Those of PgBouncer's processes, in order.
    private(set) var poolers: [PoolWatch]
    private var server: ServerInquiry?
    private let primary: MemberID?

    private(set) var activity: [ActivitySample] = []
    private(set) var activityFailure: String?

    private static let pause = Duration.milliseconds(100)

    init(poolers: [PoolWatch], server: ServerInquiry?, primary: MemberID?) {
        self.poolers = poolers
        self.server = server
        self.primary = primary
    }

    /// Looks at least once.
    mutating func run(for span: Duration) async {
        let began = ContinuousClock.now
        repeat {
            let turn = ContinuousClock.now
            await look(at: turn - began)
            await Reactor.sleep(until: turn + Self.pause)
        } while ContinuousClock.now - began < span
    }

    private mutating func look(at offset: Duration) async {
        var pooled: Set<Int> = []
        for index in poolers.indices {
            pooled.formUnion(await poolers[index].look(at: offset, primary: primary))
        }
        if let server {
            do throws(PostgresError) {
                activity.append(try await server.activity(pooled: pooled))
            } catch {
                self.server = nil
                activityFailure = "\(error)"
            }
        }
        for index in poolers.indices { await poolers[index].lookInside() }
    }
}
