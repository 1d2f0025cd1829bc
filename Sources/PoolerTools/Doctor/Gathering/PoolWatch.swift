import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Looks at the pools of one PgBouncer process, and at a session of its pool as one of its clients.
@Reactor
struct PoolWatch {
    private var pooler: PoolerInquiry?
    private let app: [(keyword: String, value: String)]?
    private var client: ResidueInquiry?
    /// Whether our own client is still counted: PgBouncer does not notice that a client which waits for a server has
    /// left.
    private var isOursWaiting = false
    /// Whether other clients waited in our client's pool at the last look.
    private var isQueueing = false

    private(set) var pools: [PoolSample] = []
    private(set) var residues: [Residue] = []
    private(set) var residueFailure: String?

    /// The time limit in a pool: a full one keeps us waiting, and shows nothing then.
    private static let patience = Duration.milliseconds(500)

    /// - Parameter app: the parameters of a client.
    init(_ pooler: PoolerInquiry?, app: [(keyword: String, value: String)]?) {
        self.pooler = pooler
        self.app = app
    }

    /// Looks at the pools.
    /// - Returns: the primary's processes that this PgBouncer is connected to.
    mutating func look(at offset: Duration, primary: MemberID?) async -> Set<Int> {
        isQueueing = false
        guard let pooler else { return [] }
        do throws(PostgresError) {
            let pools = try await pooler.pools().map { isOurs($0) ? withoutUs($0) : $0 }
            isQueueing = pools.contains { isOurs($0) && $0.clientsWaiting > 0 }
            self.pools.append(PoolSample(offset: offset, pools: pools))
            if let primary { return try await pooler.processes(on: primary) }
        } catch {
            self.pooler = nil
        }
        return []
    }

    /// Looks at a session of the pool, unless clients wait for one.
    mutating func lookInside() async {
        // If clients wait in the pool already, it has no room for one that only looks.
        if isQueueing, residues.isEmpty { residueFailure = "clients wait in the pool already" }
        guard residueFailure == nil, !isQueueing, let app else { return }
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
}
