import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import StatusServer
import Synchronization

/// A planned move that an HA manager carries out: `pointsman switchover --to`. The command goes through these one after the other,
/// with `prepare` between them; on the control socket only.
struct ManagedMoveRoutes: Sendable {
    let snapshot: StatusSnapshot
    let currentPolicy: @Sendable () -> Policy
    let request: @Sendable (OperatorRequest) async -> Void
    let manager: PatroniManager
    let log: Logger

    var routes: [HTTPRoute] {
        [
            .post("/v1/switchover/target") { await target($0) },
            .post("/v1/switchover/move") { await move($0) },
        ]
    }

    private static let nothing = "nothing is held"

    /// Who is meant, and whether the move may begin: answers with the member first.
    private func target(_ asked: HTTPRequest) async -> HTTPResponse {
        guard let text = asked.values(of: "to").first, !text.isEmpty else {
            return HTTPResponse(status: 400, "a member or a region is expected; \(Self.nothing)\n")
        }
        guard let status = snapshot.content?.status else {
            return HTTPResponse(status: 409, "this instance has no primary yet; \(Self.nothing)\n")
        }
        do throws(TargetRule.Refusal) {
            let (targets, primary) = try TargetRule.targets(text, in: status, within: currentPolicy().maxReplicaLag)
            switch await managed(targets, primary) {
            case .failure(let refusal): return HTTPResponse(status: 409, "\(refusal.words); \(Self.nothing)\n")
            case .success(let (target, move)):
                return HTTPResponse(
                    "\(target.id) (\(move.candidate)) is to take over from \(primary.id) (\(move.leader)), by Patroni\n"
                )
            }
        } catch {
            return HTTPResponse(
                status: 409, "refused by rule \(error.rule.rawValue): \(error.sentence); \(Self.nothing)\n")
        }
    }

    private struct Refused: Error {
        let words: String
    }

    /// What Patroni is to be asked for, and which of `targets`, the best first, it is to let lead.
    private func managed(
        _ targets: [Member], _ primary: Member
    ) async -> Result<(target: Member, move: ManagedMove), Refused> {
        let policy = currentPolicy()
        switch await manager.cluster(
            beside: [primary.id] + targets.map(\.id), port: policy.managerPort, within: policy.probeTimeout * 4)
        {
        case .unknown(let sentence): return .failure(Refused(words: "refused: \(sentence)"))
        case .absent(let places):
            let asked = places.map(\.description).joined(separator: " or ")
            return .failure(
                Refused(
                    words: "refused: Pointsman promotes no server, and no Patroni answers at \(asked). Without one: "
                        + "`pointsman switchover prepare`, then stop the primary and promote \(targets[0].id) by your own means "
                        + "(repmgr standby switchover, pg_autoctl perform switchover, kubectl cnpg promote, or pg_ctl stop and "
                        + "pg_ctl promote), then `pointsman switchover finish`"))
        case .cluster(let cluster):
            do throws(ManagerRule.Refusal) {
                return .success(try ManagerRule.move(toOneOf: targets, from: primary, in: cluster))
            } catch {
                return .failure(Refused(words: "refused by rule \(error.rule.rawValue): \(error.sentence)"))
            }
        }
    }

    /// Has Patroni move the primary to a member, once all instances hold; answers when this instance has followed, or the move has
    /// ended otherwise.
    private func move(_ asked: HTTPRequest) async -> HTTPResponse {
        guard let status = snapshot.content?.status, status.move.phase == .prepared, let id = status.move.led,
            let from = status.primary?.member
        else {
            return HTTPResponse(status: 409, "no switchover is prepared here; \(Self.nothing)\n")
        }
        guard let target = asked.values(of: "to").first.flatMap({ MemberID($0) }),
            let member = status.members.first(where: { $0.member.id == target })?.member
        else {
            return await giveUp(id, "the target is no member any more")
        }
        // Patroni may have been paused meanwhile.
        switch await managed([member], from) {
        case .failure(let refusal): return await giveUp(id, refusal.words)
        case .success(let (_, move)): return await carryOut(move, id, from: from.id)
        }
    }

    private func carryOut(_ move: ManagedMove, _ id: MoveID, from: MemberID) async -> HTTPResponse {
        let policy = currentPolicy()
        let deadline = ContinuousClock.now + policy.holdTimeout
        let refusal = ManagerRefusal()
        log.notice(
            "switchover: Patroni at \(from.address) is asked to let \(move.candidate) lead in place of \(move.leader)")
        let asking = Task { [manager, snapshot] in
            let sentence = await manager.switchOver(move, asking: from, port: policy.managerPort, until: deadline)
            refusal.take(sentence)
            await Reactor.run { snapshot.recheck() }
        }
        defer { asking.cancel() }
        let outcome = await Reactor.run { [snapshot] in
            await snapshot.first(within: policy.holdTimeout) {
                ManagedMoveRule.outcome(of: id, in: $0.move, refusal: refusal.sentence)
            }
        }
        switch outcome ?? .overdue {
        case .moved(let member): return HTTPResponse("moved: writes go to \(member)\n")
        case .endedElsewhere: return await ended(from: from)
        case .ended(let sentence): return HTTPResponse(status: 409, "\(sentence); \(Self.nothing)\n")
        case .replaced:
            return HTTPResponse(status: 409, "another switchover is led here by now; clients wait for that one\n")
        case .givenUp(let sentence): return await giveUp(id, sentence)
        }
    }

    /// Answers once a server takes writes, after a move that was ended elsewhere.
    private func ended(from: MemberID) async -> HTTPResponse {
        let outcome = await Reactor.run { [snapshot] in
            await snapshot.first(within: .seconds(10)) { ManagedMoveRule.end(in: $0, from: from) }
        }
        guard case .moved(let member)? = outcome else {
            return HTTPResponse(status: 409, "\(ManagedMoveRule.stayed); \(Self.nothing)\n")
        }
        return HTTPResponse("moved: writes go to \(member)\n")
    }

    /// Ends the move: clients go on where a server proves to be the one to write to.
    private func giveUp(_ id: MoveID, _ words: String) async -> HTTPResponse {
        log.warning("switchover: \(words)")
        if snapshot.content?.status.move.led == id { await request(.endMove(.aborted)) }
        let isLetGo = await Reactor.run { [snapshot] in
            await snapshot.holds(within: .seconds(5)) { !$0.move.part.holds && $0.hold == .none }
        }
        return HTTPResponse(
            status: 409, "\(words); " + (isLetGo ? "clients go on\n" : "clients wait until a primary takes writes\n"))
    }
}

/// Why Patroni did not move the primary, once it has said so.
private final class ManagerRefusal: Sendable {
    private let latest = Mutex<String?>(nil)

    var sentence: String? { latest.withLock { $0 } }

    func take(_ sentence: String?) { latest.withLock { $0 = sentence } }
}

extension Policy {
    /// Where the HA manager's API listens beside each member.
    fileprivate var managerPort: UInt16 {
        (secondOpinions + soughtOpinions).first { $0.kind == .patroni }?.port ?? OpinionSource.Kind.patroni.standardPort
    }
}
