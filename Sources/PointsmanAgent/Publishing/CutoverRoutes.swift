import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import StatusServer

/// A planned move to another cluster: `pointsman cutover`. The command goes through these, with `/v1/switchover/prepare` between them;
/// on the control socket only.
struct CutoverRoutes: Sendable {
    let snapshot: StatusSnapshot
    let currentPolicy: @Sendable () -> Policy
    let request: @Sendable (OperatorRequest) async -> Void
    let log: Logger

    var routes: [HTTPRoute] {
        [
            .post("/v1/cutover/present") { _ in present() },
            .post("/v1/cutover/target") { target($0) },
            .post("/v1/cutover/adopt") { _ in await adopt() },
        ]
    }

    private static let nothing = "nothing is held"

    /// How long the command waits for the new primary's first canary, and for the other instances' word that they have adopted it.
    private static let canaryLimit = Duration.seconds(10)
    private static let wordLimit = Duration.seconds(3)

    /// The member that writes go to.
    private func present() -> HTTPResponse {
        guard let status = snapshot.content?.status, let member = status.setting?.writes.member else {
            return HTTPResponse(status: 409, "this instance has no primary yet; \(Self.nothing)\n")
        }
        return HTTPResponse("\(member)\n")
    }

    /// Whether this instance could go to the primary that is asked for.
    private func target(_ asked: HTTPRequest) -> HTTPResponse {
        guard let target = ServerIdentity(asked) else {
            return HTTPResponse(status: 400, "a system identifier and a start are expected; \(Self.nothing)\n")
        }
        guard let status = snapshot.content?.status, status.verdict.target != nil else {
            return HTTPResponse(
                status: 409,
                "refused by rule no-primary: this instance has no primary that takes writes; \(Self.nothing)\n")
        }
        guard currentPolicy().fleetSender != nil else {
            return HTTPResponse(
                status: 409, "refused: there is no secret: set fleet_secret_file on every instance; \(Self.nothing)\n")
        }
        if status.move.part != .free || status.move.isPreparing {
            return HTTPResponse(status: 409, "refused: a switchover is under way already; \(Self.nothing)\n")
        }
        let servers = status.members.compactMap { member in member.report.map { SeenServer(member.member.id, $0) } }
        if let refusal = CutoverRule.refusal(
            of: target, among: servers, ours: status.fence?.systemIdentifier, mayRefuseWrites: true)
        {
            return HTTPResponse(
                status: 409, "refused by rule \(refusal.rule.rawValue): \(refusal.sentence); \(Self.nothing)\n")
        }
        let member = servers.first { $0.report.identity == target }?.member
        return HTTPResponse("the new primary is \(member.map { "\($0)" } ?? "seen")\n")
    }

    /// Has all instances adopt the new cluster at once. 200: writes of all go there; 202: they are
    /// to, and no canary has passed yet, or one instance has not said so; 409: they
    /// don't, and clients go on; 504: not known.
    private func adopt() async -> HTTPResponse {
        guard let before = snapshot.content?.status.move, before.phase == .prepared, before.target != nil,
            let id = before.led
        else {
            return HTTPResponse(status: 409, "no cutover is prepared here; \(Self.nothing)\n")
        }
        log.notice("cutover: all instances are asked whether they see the new primary take writes")
        await request(.adoptMove)
        _ = await snapshot.holds(within: currentPolicy().holdTimeout) { status in
            guard status.move.led == id else { return true }
            switch status.move.phase {
            case .moved, .over: return true
            case .none, .calling, .draining, .closing, .prepared: return false
            }
        }
        guard let move = snapshot.content?.status.move, move.led == id else {
            return HTTPResponse(
                status: 504, "another move is led here by now; look at `pointsman status` of each instance\n")
        }
        switch move.phase {
        case .moved(let member): return await follow(to: member, id)
        case .over(.finished(let member)): return HTTPResponse("writes go to \(member)\n")
        case .over(.unsettled): return HTTPResponse(status: 504, "\(MoveEnd.unsettled.sentence)\n")
        case .over(let end):
            _ = await snapshot.holds(within: .milliseconds(200)) { !$0.move.part.holds }
            return HTTPResponse(status: 409, "\(end.sentence)\n")
        case .none, .calling, .draining, .closing, .prepared:
            return HTTPResponse(status: 504, "the move has not ended in time\n")
        }
    }

    private func follow(to member: MemberID, _ id: MoveID) async -> HTTPResponse {
        _ = await snapshot.holds(within: Self.wordLimit) { $0.move.led != id || $0.move.adopted >= $0.move.present }
        // The count ends with the move, at its deadline.
        let move = snapshot.content?.status.move
        let isWhole = move.map { $0.led == id && $0.present > 0 && $0.adopted >= $0.present } ?? false
        let count =
            move.flatMap { $0.present > 0 ? "\($0.adopted) of \($0.present) instances have adopted it" : nil }
            ?? "not all instances have said that they have adopted it"
        let isReached = await snapshot.holds(within: Self.canaryLimit) {
            $0.isConfirmed && $0.hold == .none && $0.setting?.writes.member == member
        }
        await request(.endMove(.finished))
        log.notice("cutover: \(count)")
        guard isReached else {
            let reason = snapshot.content?.status.readiness.reason ?? "it is not known why"
            return HTTPResponse(
                status: 202, "writes are to go to \(member), and no canary has passed there yet: \(reason); \(count)\n")
        }
        // One that has missed the word stands at the old cluster, which refuses its writes.
        guard isWhole else {
            return HTTPResponse(status: 202, "writes go to \(member), but \(count)\n")
        }
        return HTTPResponse("writes go to \(member); \(count)\n")
    }
}

extension ServerIdentity {
    /// The run that a request names; nil if it names none.
    init?(_ asked: HTTPRequest) {
        guard let system = asked.values(of: "system").first.flatMap({ UInt64($0) }),
            let started = asked.values(of: "started").first.flatMap({ Int64($0) })
        else { return nil }
        self.init(systemIdentifier: SystemIdentifier(system), startedMicroseconds: started)
    }
}
