/// All checks, in the order in which a person would look: reachability, the pool, logins, failover, and features of the
/// app that a pool can't carry.
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

    /// - Parameter processes: the facts of each of PgBouncer's processes.
    package static func findings(on processes: [DoctorFacts]) -> [Finding] {
        checks.flatMap { $0.findings(on: processes) }
    }
}
