import PostgresClient

extension MemberServer {
    /// The most logins of the app within a second since `moment`, of connections that the server still has: those of pools and
    /// probes. A login that was refused or has ended is not among them.
    func mostLogins(since moment: ContinuousClock.Instant) async throws(LabError) -> Int {
        let span = Int64((ContinuousClock.now - moment).milliseconds)
        let answer = try await administer(
            """
            select coalesce(max(logins), 0) as most from (
                select count(*) over (order by backend_start range between current row and interval '1 second' following) as logins
                from pg_stat_activity
                where usename = 'app' and backend_start > clock_timestamp() - interval '\(span) milliseconds') as each
            """)
        return answer.last?.value("most").flatMap { Int($0) } ?? 0
    }
}
