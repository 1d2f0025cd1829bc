import Glibc
package import LinuxReactor

/// The whole lab: three servers, a resolver, and the agent with its pooler.
@Reactor
package final class LabStack {
    package let plan: LabPlan
    /// Nil if everything is on the loopback interface.
    let regions: Regions?
    package let cluster: LabCluster
    package let resolver: LabResolver
    package let agent: LabAgent
    private let program: AgentProgram

    package init(_ plan: LabPlan, agent program: AgentProgram) {
        self.plan = plan
        self.program = program
        regions = Regions(of: plan)
        cluster = LabCluster(plan)
        resolver = LabResolver(plan)
        agent = LabAgent(program, of: plan)
    }

    /// Starts each part that does not run, and returns when the agent is ready. `story` gets a line for each event.
    package func start(_ story: (String) -> Void) async throws(LabError) {
        try await regions?.start()
        if let network = plan.network {
            story("network namespaces \(network.namespace("…")), joined by a bridge in \(network.hub)")
        }
        try await cluster.start()
        story(
            "three PostgreSQL 15 on port \(plan.port): "
                + plan.members.map { "\($0.region) \($0.address)" }
                .joined(separator: ", "))
        if !resolver.isRunning { try resolver.start() }
        story("unbound serves \(LabPlan.app).internal on \(plan.resolverAddress):\(plan.resolverPort)")
        let began = ContinuousClock.now
        if !agent.isRunning { try agent.start() }
        try await agent.isReady()
        let account = program.privileges == .none ? ", without any privilege," : ""
        story("the agent\(account) is ready after \((ContinuousClock.now - began).milliseconds) ms")
    }

    /// Waits for SIGINT or SIGTERM, ends everything and the program.
    package func stopOnSignal() async {
        guard let number = await EndingSignals.next() else { return }
        await stop()
        exit(128 + number)
    }

    /// Ends everything, and removes all files except the logs.
    package func stop() async {
        await agent.stop()
        await resolver.stop()
        await cluster.remove()
        await regions?.remove()
        for name in ["agent", "bin"] { await Program.remove("\(plan.folder)/\(name)") }
        plan.forget()
    }
}
