import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Looks at the pools, the server's sessions and one of the pool's sessions repeatedly, ten times a second.
///
/// The three come one after the other, so that our own client is not counted among those that wait in the pools. The
/// sessions come before the pool's session, since our question becomes that session's last statement.
@Reactor
struct Watch {
    private var pooler: PoolerInquiry?
    private var server: ServerInquiry?
    private let app: [(keyword: String, value: String)]?
    private let primary: MemberID?
    private var client: ResidueInquiry?
    /// Whether our own client is still counted: PgBouncer does not notice that a client which waits for a server has
    /// left.
    private var isOursWaiting = false

    private(set) var pools: [PoolSample] = []
    private(set) var activity: [ActivitySample] = []
    private(set) var residues: [Residue] = []
    private(set) var activityFailure: String?
    private(set) var residueFailure: String?

    private static let pause = Duration.milliseconds(100)
    /// The time limit in a pool: a full one keeps us waiting, and shows nothing then.
    private static let patience = Duration.milliseconds(500)

    init(
        pooler: PoolerInquiry?, server: ServerInquiry?, app: [(keyword: String, value: String)]?, primary: MemberID?
    ) {
        self.pooler = pooler
        self.server = server
        self.app = app
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
        var isQueueing = false
        if let pooler {
            do throws(PostgresError) {
                let pools = try await pooler.pools().map { isOurs($0) ? withoutUs($0) : $0 }
                isQueueing = pools.contains { isOurs($0) && $0.clientsWaiting > 0 }
                self.pools.append(PoolSample(offset: offset, pools: pools))
                if let primary { pooled = try await pooler.processes(on: primary) }
            } catch {
                self.pooler = nil
            }
        }
        if let server {
            do throws(PostgresError) {
                activity.append(try await server.activity(pooled: pooled))
            } catch {
                self.server = nil
                activityFailure = "\(error)"
            }
        }
        // If clients wait in the pool already, it has no room for one that only looks.
        if isQueueing, residues.isEmpty { residueFailure = "clients wait in the pool already" }
        if residueFailure == nil, !isQueueing, let app { await lookInside(app) }
    }

    /// Whether it is the pool that our own client uses.
    private func isOurs(_ pool: PoolRow) -> Bool {
        func value(_ keyword: String) -> String? { app?.first { $0.keyword == keyword }?.value }
        return pool.database == value("dbname") && pool.user == value("user")
    }

    private func withoutUs(_ pool: PoolRow) -> PoolRow {
        guard isOursWaiting, pool.clientsWaiting > 0 else { return pool }
        var pool = pool
        pool.clientsWaiting -= 1
        if pool.clientsWaiting == 0 { pool.longestWait = .zero }
        return pool
    }

    private mutating func lookInside(_ app: [(keyword: String, value: String)]) async {
        do throws(PostgresError) {
            let client =
                if let client { client } else { try await ResidueInquiry(app, until: .now + Doctor.patience) }
            self.client = client
            residues.append(try await client.look(until: .now + Self.patience))
        } catch {
            client = nil
            isOursWaiting = error.code == .deadline
            residueFailure = "no session of the pool's was to be had: \(error)"
        }
    }
}
