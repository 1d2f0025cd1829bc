/// The agent's configuration for this lab.
enum AgentConfiguration {
    static func text(for plan: LabPlan, at seat: AgentSeat) -> String {
        let resolver = plan.resolverAddress.contains(":") ? "[\(plan.resolverAddress)]" : plan.resolverAddress
        return """
            [pointsman]
            database_url = postgres://app:\(plan.appPassword)@\(LabPlan.app).internal:\(plan.port)/app
            discovery = fly
            resolver = \(resolver):\(plan.resolverPort)
            region = \(plan.members[0].region)
            pooler = managed
            pooler_listen = \(seat.listen(seat.poolerPort))
            http_listen = \(seat.listen(seat.httpPort))
            \(seat.keys.joined(separator: "\n"))

            """
    }
}
