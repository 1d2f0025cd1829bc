/// The agent's configuration for this lab.
enum AgentConfiguration {
    /// - Parameters:
    ///   - folder: the agent's own folder, which its state and runtime directories are in.
    ///   - password: the app's password; nil for the lab's own.
    ///   - pooler: lines of `[pgbouncer]`.
    static func text(
        for plan: LabPlan, at seat: AgentSeat, in folder: String, password: String? = nil, pooler: [String] = []
    ) -> String {
        let resolver = plan.resolverAddress.contains(":") ? "[\(plan.resolverAddress)]" : plan.resolverAddress
        // The lab promotes faster than an HA manager: drills that see a hold out need not wait for a minute.
        let hold = seat.keys.contains { $0.hasPrefix("hold_timeout") } ? [] : ["hold_timeout = 20s"]
        return """
            [pointsman]
            database_url = postgres://app:\(password ?? plan.appPassword)@\(seat.endpoint ?? "\(LabPlan.app).internal"):\(plan.port)/app
            discovery = \(seat.endpoint == nil ? "fly" : "name")
            resolver = \(resolver):\(plan.resolverPort)
            region = \(plan.members[0].region)
            pooler = managed
            pooler_listen = \(seat.listen(seat.poolerPort))
            http_listen = \(seat.listen(seat.httpPort))
            state_directory = \(folder)/state
            runtime_directory = \(folder)/run
            \((hold + seat.keys).joined(separator: "\n"))
            \((pooler.isEmpty ? [] : ["[pgbouncer]"] + pooler).joined(separator: "\n"))

            """
    }
}
