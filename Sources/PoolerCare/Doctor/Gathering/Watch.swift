import LinuxReactor
import PointsmanCore
import PostgresClient

/// Looks at the pools, the server's sessions and one of the pool's sessions again and again, ten times a second.
///
/// One after the other, so that our own client is never among those who wait in the pools that are counted; and the
/// sessions before the pool's, since our own question becomes the last statement of the one that we are given.
@Reactor
struct Watch {
    private var pooler: PoolerInquiry?
    private var server: ServerInquiry?
    private let app: [(keyword: String, value: String)]?
    private let primary: MemberID?
    private var client: ResidueInquiry?

    private(set) var pools: [PoolSample] = []
    private(set) var activity: [ActivitySample] = []
    private(set) var residues: [Residue] = []
    private(set) var activityFailure: String?
    private(set) var residueFailure: String?

    private static let pause = Duration.milliseconds(100)
    /// A pool that is full keeps us waiting: then there is nothing of it to be seen.
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
        if let pooler {
            do throws(PostgresError) {
                pools.append(PoolSample(offset: offset, pools: try await pooler.pools()))
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
        if residueFailure == nil, let app { await lookInside(app) }
    }

    private mutating func lookInside(_ app: [(keyword: String, value: String)]) async {
        do throws(PostgresError) {
            let client =
                if let client { client } else { try await ResidueInquiry(app, until: .now + Doctor.patience) }
            self.client = client
            residues.append(try await client.look(until: .now + Self.patience))
        } catch {
            client = nil
            residueFailure = "no session of the pool's was to be had: \(error)"
        }
    }
}
