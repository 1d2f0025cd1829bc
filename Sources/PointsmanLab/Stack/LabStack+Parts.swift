import Glibc
import LinuxReactor

/// The stack's parts, each started and ended by a process of its own.
extension LabStack {
    /// Starts `part`, which waits for those that it needs.
    package func start(_ part: LabPart, story: (String) -> Void) async throws(LabError) {
        switch part {
        case .db1, .db2, .db3:
            let server = cluster.servers[part.index!]
            try await start(server)
            story("\(server.member.region): PostgreSQL 15 on \(server.member.address):\(plan.port)")
        case .dns:
            try resolver.start()
            story("unbound serves \(LabPlan.app).internal on \(plan.resolverAddress):\(plan.resolverPort)")
        case .agent:
            for server in cluster.servers { try await untilRunning(server) }
            try await cluster.heal()
            try agent.start()
            try await agent.isReady()
            story("ready: \(plan.connectionString(database: "app"))")
        }
    }

    /// Waits for SIGINT or SIGTERM, ends `part` and the program.
    package func stopOnSignal(_ part: LabPart) async {
        guard await EndingSignals.next() != nil else { return }
        await stop(part)
        exit(0)
    }

    /// Ends `part`.
    package func stop(_ part: LabPart) async {
        switch part {
        case .db1, .db2, .db3: await cluster.servers[part.index!].stop()
        case .dns: await resolver.stop()
        case .agent: await agent.stop()
        }
    }

    /// Starts a server. One with data goes on with it; the first one is made from nothing, and the others are copies of
    /// it.
    private func start(_ server: MemberServer) async throws(LabError) {
        if server.isInitialised { return try server.start() }
        let first = cluster.servers[0]
        if server === first { return try await cluster.startFirst() }
        try await untilRunning(first)
        try await cluster.untilFurnished(first)
        try await server.copy(from: first)
        try server.start()
    }

    private func untilRunning(_ server: MemberServer) async throws(LabError) {
        let deadline = ContinuousClock.now + .seconds(120)
        while !server.isInitialised || !server.isRunning {
            guard ContinuousClock.now < deadline else { throw LabError("\(server.member.region) doesn't start") }
            await Reactor.sleep(until: .now + .milliseconds(50))
        }
        try await server.answers()
    }
}
