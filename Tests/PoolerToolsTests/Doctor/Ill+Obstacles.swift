import PointsmanCore
import PointsmanFormats
import PoolerTools

/// Of writes that are not acknowledged, and of findings that once said something else than what was wrong.
extension Ill {
    static let obstacles: [Ill] = [
        Ill(
            "commits that wait for a standby that is gone", "commits", .problem,
            "2 commits wait for a synchronous standby"
        ) {
            $0.withServer { $0.standbys = .init(setting: "ghost", connected: []) }
            $0.activity = .seen([
                .init(sessions: [
                    .init(processID: 7, state: "active", stateAge: .seconds(4), waitsForStandby: true),
                    .init(processID: 8, state: "active", stateAge: .seconds(2), waitsForStandby: true),
                    .init(processID: 9, state: "active", stateAge: .milliseconds(2), waitsForStandby: true),
                ])
            ])
        },
        Ill(
            "a standby that is gone, before the next commit", "commits", .problem, "ghost is not there: connected are a"
        ) {
            $0.withServer { $0.standbys = .init(setting: "ghost", connected: ["a"]) }
        },
        Ill("sessions that are hidden where a standby is synchronous", "commits", .notice, "1 sessions of other roles")
        {
            $0.withServer {
                $0.standbys = .init(setting: "a", connected: ["a"])
                $0.seesOthers = false
            }
            $0.activity = .seen([.init(sessions: [.init(processID: 7, state: "")])])
        },
        Ill("a full disk", "disk", .problem, "No space left on device") { $0.disk = .seen("No space left on device") },
        Ill("a pool whose connections wait for a standby", "pool", .problem, "cl_waiting up to 3") {
            $0.activity = .seen([
                .init(sessions: [.init(processID: 7, state: "active", stateAge: .seconds(4), waitsForStandby: true)])
            ])
            $0.withPooler {
                $0.samples = HealthyFacts.samples(
                    Array(repeating: ["cl_waiting": "3", "sv_active": "20", "sv_idle": "0", "maxwait": "4"], count: 4))
            }
        },
    ]

    static let astray: [Ill] = [
        Ill("another database that leads straight to a member", "other-databases", .warning, "legacy (10.0.0.1:5432)") {
            $0.withPooler { $0.databases.append(HealthyFacts.database(["name": "legacy"])) }
        },
        Ill("another database whose name is a member's", "other-databases", .warning, "named (db.internal:5432)") {
            $0.poolerNames = [.init(name: "db.internal", addresses: [HealthyFacts.member.id.address])]
            $0.withPooler {
                $0.databases.append(HealthyFacts.database(["name": "named", "host": "db.internal"]))
            }
        },
        Ill("a member without TLS", "members", .warning, "server does not support SSL") {
            $0.members.append(
                .init(member: HealthyFacts.member, report: .unseen("server does not support SSL, but SSL was required"))
            )
        },
        Ill(
            "nobody who answers", "members", .problem,
            "0 of 1 members answer: whether one of them takes writes is not known"
        ) { $0.members = [.init(member: HealthyFacts.member, report: .unseen("Connection refused"))] },
        Ill("a standby, and one of which nothing is known", "members", .problem, "and none of these takes writes") {
            $0.members = [
                .init(member: HealthyFacts.member, report: .seen(.init(isInRecovery: true))),
                .init(member: HealthyFacts.member, report: .unseen("Connection refused")),
            ]
        },
    ]
}
