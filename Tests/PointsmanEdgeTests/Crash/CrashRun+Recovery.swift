import Glibc
import LinuxReactor
import StatusServer

/// What comes after the kill, and what is made of it.
extension CrashRun {
    /// For how long something is stopped: a hold of three seconds, the guard's own second, and some more.
    private static let stop = Duration.seconds(5)
    /// How much longer a hold may last by which the agent was cutting what hangs.
    private static let longestSevering = Duration.seconds(8)

    /// - Parameter hadGuard: whether the agent had one when it was killed; nil where something did not stop.
    func recover(_ row: inout CrashRow, since killed: ContinuousClock.Instant, hadGuard: Bool?) async throws {
        let timeline = scenario.movesRoute ? 2 : 1
        let wanted = scenario.movesRoute ? stack.pair.ports.second : stack.pair.ports.first
        if hadGuard == nil { row.faults.append("it went on though it was told to stop") }
        switch victim {
        case .agent:
            _ = await agents.last?.process.ended()
            try await free(&row, wanted, since: killed)
            try await stack.disk?.setReadOnly(false)
            _ = try start()
        case .pooler:
            try await stack.restartPooler()
            try await stack.disk?.setReadOnly(false)
            row.fate = "restarted"
        case .stuck, .guardStuck, .bothStuck:
            try await stack.disk?.setReadOnly(false)
            try await goOn(&row, since: killed, hadGuard: hadGuard ?? false)
            // What an operator has asked for is answered late.
            await asking?.value
        }
        let agent = agents.last!
        let back = await writer.progress(on: timeline, since: killed + .microseconds(Int64(row.freeMs * 1_000)))
        row.backMs = back.map { ($0 - killed).inMilliseconds }
        if back == nil { row.faults.append("no write goes in") }
        if await !isReady(agent) { row.faults.append("not ready after a minute") }
        if scenario.movesRoute {
            // On its old timeline it would take any write that came its way.
            try stack.pair.restartFirst()
            _ = try await stack.pair.connect(to: stack.pair.ports.first)
            _ = await writer.progress(20, on: timeline)
        }
        if await !isReady(agent) { row.faults.append("not ready in the end") }
        let look = try await PoolerLook(port: stack.port)
        let state = try await look.state()
        if state != .init(isPaused: false, port: wanted) {
            row.faults.append("in the end the pooler has \(state, default: "no such database")")
        }
        if victim == .pooler { row.freeMs = row.backMs ?? 0 }
        await writer.stop()
        try await judge(&row, at: wanted)
    }

    /// Whether it is ready without reserve, at some moment of the next minute.
    private func isReady(_ agent: Program) async -> Bool {
        let limit = ContinuousClock.now + .seconds(60)
        while .now < limit {
            if await agent.get("/readyz")?.text == "ready\n" { return true }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
        return false
    }

    /// Looks at the pooler while no agent lives: only the guard can let its clients go. A pause that the agent had not
    /// seen yet is left to the service manager, which says `release --without-agent` after each end.
    private func free(_ row: inout CrashRow, _ wanted: UInt16, since killed: ContinuousClock.Instant) async throws {
        let look = try await PoolerLook(port: stack.port)
        let isLeft = scenario == .adoption
        var isFree = try await look.isFree(within: isLeft ? .milliseconds(500) : Self.patience)
        var fate = "released"
        if !isFree, isLeft {
            let end = try await agents.last!.command("release", "--without-agent")
            if end.code != 0 { row.faults.append("release --without-agent: \(end.words)") }
            isFree = try await look.isFree(within: Self.patience)
            fate = "by command"
        }
        await record?.stop()
        if let held = record?.held(since: killed), held.wasHeld {
            row.fate = fate
            row.freeMs = (held.until - killed).inMilliseconds
        } else {
            row.fate = "not held"
        }
        if scenario.movesRoute, try await look.state()?.port == wanted { row.fate += ", new" }
        if !isFree {
            row.fate = "HELD"
            row.faults.append("held for \(Self.patience) without an agent")
        }
    }

    /// Looks at the pooler while the agent, its guard or both are stopped, and has them go on then. Where only the agent is,
    /// its guard must have released by then whatever is held. Without a guard, before there is one, a pause that somebody else
    /// has left is nobody's to end.
    private func goOn(_ row: inout CrashRow, since stopped: ContinuousClock.Instant, hadGuard: Bool) async throws {
        let look = try await PoolerLook(port: stack.port)
        await Reactor.sleep(until: stopped + Self.stop)
        let isBounded = victim == .stuck && hadGuard
        // What takes longer than that is cut, or the machine is slow: the figure tells.
        if isBounded { _ = try await look.isFree(within: Self.longestSevering + Self.patience, of: \.isHeld) }
        let isHeld = try await look.state()?.isHeld == true
        if victim == .stuck { await record?.stop() }
        stack.goOn(agents.last!, isGuardFirst: row.number.isMultiple(of: 2))
        let isFree = try await look.isFree(within: Self.patience)
        await record?.stop()
        if let held = record?.held(since: stopped), held.wasHeld {
            row.fate = isHeld ? "till it went on" : "released"
            row.freeMs = (held.until - stopped).inMilliseconds
        } else {
            row.fate = "not held"
        }
        if victim.stopsGuard, !hadGuard { row.fate = "no guard" }
        if isBounded, isHeld {
            row.fate = "HELD"
            row.faults.append("held for \(ContinuousClock.now - stopped) without its agent")
        }
        if !isFree { row.faults.append("held for \(Self.patience) after it went on") }
    }

    private func judge(_ row: inout CrashRow, at port: UInt16) async throws {
        let ledger = try await stack.ledger(at: port)
        row.acknowledged = writer.acknowledged.count
        row.lost = writer.acknowledged.count { ledger[$0.number] == nil }
        row.stale = writer.stale
        if row.lost > 0 { row.faults.append("\(row.lost) acknowledged writes are lost") }
        if row.stale > 0 { row.faults.append("\(row.stale) writes on the old timeline") }
        if ledger.values.contains(where: { $0 > 1 }) { row.faults.append("a write is there twice") }
    }
}

extension Duration {
    fileprivate var inMilliseconds: Double {
        Double(components.seconds) * 1_000 + Double(components.attoseconds) / 1e15
    }
}
