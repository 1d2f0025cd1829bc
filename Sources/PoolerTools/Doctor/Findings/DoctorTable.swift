/// All checks, in the order in which a person would look: can anything be reached, does the pool do, who logs in how, what
/// will hurt in a failover, what does the app do that a pool can't.
package enum DoctorTable {
    package static let checks: [any DoctorCheck] = [
        ConsoleCheck(), AgentCheck(), RouteCheck(), OtherDatabasesCheck(), MembersCheck(), FenceCheck(), CommitsCheck(),
        DiskCheck(), NamesCheck(), EndpointCheck(), RegionCheck(),
        DNSLifetimeCheck(),
        LoginCheck(), SpeedCheck(), PoolCheck(), TransactionsCheck(), ConnectionsCheck(),
        AuthenticationTypeCheck(), UserlistCheck(), RoleCheck(), PoolerLogCheck(),
        CheckQueryCheck(), LoginRetryCheck(), FailoverTimesCheck(), WaitingCheck(), ConnectTimeoutCheck(),
        DeadPeersCheck(), SeveranceCheck(), DescriptorsCheck(), BacklogCheck(),
        PreparedStatementsCheck(), SessionSettingsCheck(), TemporaryTablesCheck(), AdvisoryLocksCheck(), ListenCheck(),
        RightsCheck(),
    ]

    package static func findings(on facts: DoctorFacts) -> [Finding] {
        checks.flatMap { $0.findings(on: facts) }
    }
}
