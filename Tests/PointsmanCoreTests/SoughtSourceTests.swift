import PointsmanCore
import Testing

@Suite("Opinion sources that are looked for")
struct SoughtSourceTests {
    private static let patroni = OpinionSource(.patroni, port: 8008)
    private static let fly = OpinionSource(.fly, port: 5500)
    private static let times = ManagerTimes(timeToLive: .seconds(30), loopWait: .seconds(10))

    private static var policy: Policy {
        var policy = Policy()
        policy.soughtOpinions = [patroni, fly]
        return policy
    }

    /// Writes routed to `iad`; nobody was looked for to the end.
    private static func routed(_ policy: Policy = policy) -> ScriptedShell {
        var shell = ScriptedShell(policy: policy)
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra), Member(id: ams)])))
        shell.see(iad, primary())
        shell.see(fra, standby(of: iad))
        shell.see(ams, standby(of: iad, started: 3))
        for source in [patroni, fly] { shell.hear(.nothing, of: iad, from: source) }
        while !shell.pending.isEmpty { shell.finish() }
        return shell
    }

    /// The same, and each look has come to `patroni` or to nothing.
    private static func settled(_ patroni: SourcePresence, _ policy: Policy = policy) -> ScriptedShell {
        var shell = routed(policy)
        for member in [iad, fra, ams] {
            shell.send(.source(Self.patroni, at: member, patroni))
            shell.send(.source(fly, at: member, .absent))
        }
        return shell
    }

    private static func promoted(_ shell: consuming ScriptedShell) -> ScriptedShell {
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, primary(timeline: 4, started: 2))
        return shell
    }

    @Test("opinion sources are looked for beside each member, anew if the members change, and only if wanted")
    func search() {
        var shell = Self.routed()
        #expect(
            shell.search
                == SourceSearch(
                    sources: [Self.patroni, Self.fly], members: [iad, fra, ams].sorted(), cluster: ours,
                    interval: .seconds(60), timeout: .milliseconds(500)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra), Member(id: ams), Member(id: lhr)])))
        #expect(shell.search?.members == [iad, fra, ams, lhr].sorted())
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.miss(ams, .down(.endOfFile))
        shell.miss(lhr, .down(.endOfFile))
        shell.pass(Policy().patience)
        #expect(shell.search?.members == [iad, fra].sorted())
        #expect(ScriptedShell.settled().search == nil)
        var policy = Policy()
        policy.secondOpinions = [OpinionSource(.patroni, port: 8009), OpinionSource(.fleet, port: 6433)]
        #expect(ScriptedShell.settled(policy: policy).search?.sources == [OpinionSource(.patroni, port: 8009)])
    }

    @Test("an opinion source seen too late beside a gone member delays no move")
    func lateLook() {
        var settled = Self.settled(.absent)
        settled.send(.source(Self.patroni, at: lhr, .present(nil)))
        let shell = Self.promoted(settled)
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.consultation == nil)
    }

    @Test(
        "an opinion source that was not seen delays no move, whatever the search found",
        arguments: [SourcePresence.absent, .silent, .unaskable(.noHTTP), .unaskable(.noTrust)])
    func unseen(presence: SourcePresence) {
        let shell = Self.promoted(Self.settled(presence))
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.consultation == nil)
        #expect(shell.operations.contains(.set(setting(fra, timeline: 4, reads: fra))))
    }

    @Test("writes are pre-routed only if no opinion source was seen", arguments: [true, false])
    func anticipation(isSeen: Bool) {
        var shell = Self.settled(isSeen ? .present(nil) : .absent)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, standby(timeline: nil, isPromoting: true))
        #expect(shell.status?.verdict.rule == (isSeen ? .hold : .promotion))
    }

    @Test("an opinion source seen beside any member is asked, and its refusal keeps writes away")
    func refused() {
        var shell = Self.settled(.absent)
        shell.send(.source(Self.patroni, at: ams, .present(nil)))
        shell = Self.promoted(shell)
        #expect(shell.status?.verdict.rule == .refused)
        #expect(shell.consultation?.sources == [Self.patroni])
        #expect(shell.consultation?.sought == [Self.patroni])
        shell.hear(.refuses("Patroni says no"), of: fra, from: Self.patroni)
        #expect(shell.status?.verdict.objections == [.refusal("Patroni says no")])
        #expect(shell.operations == [])
        shell.hear(.agrees, of: fra, from: Self.patroni)
        #expect(shell.status?.verdict.rule == .route)
    }

    @Test("a seen opinion source that falls silent is still asked, and one that is gone is not")
    func gone() {
        var shell = Self.settled(.present(nil))
        for member in [iad, fra, ams] { shell.send(.source(Self.patroni, at: member, .silent)) }
        #expect(Self.promoted(shell).status?.verdict.objections == [.open(Self.patroni)])
        shell = Self.settled(.present(nil))
        for member in [iad, fra, ams] { shell.send(.source(Self.patroni, at: member, .absent)) }
        #expect(Self.promoted(shell).status?.verdict.rule == .route)
        shell = Self.settled(.absent)
        shell.send(.source(Self.patroni, at: ams, .present(nil)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        for _ in 0..<30 {
            shell.pass(.seconds(1))
            shell.see(iad, primary())
            shell.see(fra, standby(of: iad))
            shell.miss(ams, .down(.endOfFile))
        }
        #expect(Self.promoted(shell).status?.verdict.rule == .route)
    }

    @Test("opinion sources are asked directly before the first search ended, for at most probe_timeout")
    func first() {
        var shell = ScriptedShell(policy: Self.policy)
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, primary())
        #expect(shell.status?.verdict.objections == [.open(Self.patroni), .open(Self.fly)])
        #expect(shell.consultation?.sought == [Self.patroni, Self.fly])
        shell.hear(.nothing, of: iad, from: Self.fly)
        shell.send(.source(Self.patroni, at: iad, .silent))
        #expect(shell.status?.verdict.rule == .route)

        shell = ScriptedShell(policy: Self.policy)
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, primary())
        shell.hear(.refuses("Patroni says no"), of: iad, from: Self.patroni)
        shell.hear(.nothing, of: iad, from: Self.fly)
        #expect(shell.status?.verdict.rule == .refused)

        shell = ScriptedShell(policy: Self.policy)
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, primary())
        shell.pass(.milliseconds(500))
        #expect(shell.status?.verdict.rule == .route)
    }

    @Test("a hold_timeout too short for the HA manager's promotion is reported with a fitting one")
    func times() {
        var policy = Self.policy
        policy.holdTimeout = .seconds(20)
        var shell = Self.settled(.present(Self.times), policy)
        #expect(
            shell.status?.notices == [
                "hold_timeout is 20 s, and Patroni may take 45 s (ttl 30 + loop_wait 10 + 5) to promote: clients fail before; "
                    + "set hold_timeout = 60s"
            ])
        // One that doesn't tell its times says nothing else.
        for member in [iad, fra, ams] { shell.send(.source(Self.patroni, at: member, .present(nil))) }
        #expect(shell.status?.notices.count == 1)
        shell.send(.source(Self.patroni, at: iad, .silent))
        #expect(shell.status?.notices.count == 1)
        #expect(Self.settled(.present(nil), policy).status?.notices == [])
        #expect(Self.settled(.present(Self.times)).status?.notices == [])
        let slow = ManagerTimes(timeToLive: .seconds(90), loopWait: .seconds(10))
        #expect(slow.fittingHoldSeconds == 110)
        #expect(slow.objection(to: .seconds(105)) == nil)
        #expect(slow.objection(to: .milliseconds(104_999)) != nil)
    }

    @Test(
        "a Patroni that can't be asked is told, with the key that helps",
        arguments: [(SourcePresence.Hindrance.noHTTP, "patroni_tls"), (.noTrust, "patroni_ca_file")])
    func closed(hindrance: SourcePresence.Hindrance, key: String) {
        let shell = Self.settled(.unaskable(hindrance))
        #expect(shell.status?.notices.count == 1)
        #expect(shell.status?.notices.first?.contains(key) == true)
        #expect(shell.status?.notices.first?.hasSuffix("can't be asked before writes move") == true)
    }
}
