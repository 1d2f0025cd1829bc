import PointsmanConfiguration
import PointsmanFormats
import PoolerTools
import Testing

@Suite("What stands behind a provider's name")
struct EndpointCheckTests {
    @Test(
        "a provider's name is told by its form as a writer, a reader or a pooler, and as a pooler with what to use instead",
        arguments: [
            ("pgbouncer.abc.flympg.net", Severity.warning, "write direct.abc.flympg.net into database_url"),
            ("direct.abc.flympg.net", .notice, "one endpoint of Fly's Managed Postgres"),
            ("shop.proxy-c1x.eu-west-1.rds.amazonaws.com", .warning, "write the cluster's own endpoint"),
            ("shop.cluster-ro-c1x.eu-west-1.rds.amazonaws.com", .problem, "is Aurora's reader endpoint"),
            ("shop.cluster-c1x.eu-west-1.rds.amazonaws.com", .notice, "one endpoint of Amazon RDS or Aurora"),
            ("ep-a-1-pooler.eu.aws.neon.tech", .warning, "write ep-a-1.eu.aws.neon.tech into database_url"),
            ("ep-a-1.eu.aws.neon.tech", .notice, "one endpoint of a managed cluster"),
            ("aws-0-eu.pooler.supabase.com", .warning, "write the database's direct host"),
            ("db.abc.supabase.co", .notice, "one endpoint of a managed cluster"),
            ("shop.postgres.database.azure.com", .notice, "one endpoint of a managed cluster"),
            ("PGBOUNCER.abc.flympg.net.", .warning, "write direct.abc.flympg.net into database_url"),
        ])
    func forms(host: String, severity: Severity, words: String) throws {
        let findings = Self.findings(host)
        #expect(findings.map(\.severity) == [severity])
        let verdict = try #require(findings.first).verdict
        #expect([verdict.evidence, verdict.cure ?? ""].contains { $0.contains(words) }, "\(verdict)")
    }

    @Test(
        "a name of no provider's is no managed endpoint",
        arguments: ["db.example.com", "flympg.net", "pgbouncer.internal"])
    func others(host: String) {
        #expect(Self.findings(host).map(\.severity) == [.ok])
    }

    private static func findings(_ host: String) -> [Finding] {
        var facts = HealthyFacts.make()
        facts.configuration.database.host = .name(host)
        return DoctorTable.findings(on: [facts]).filter { $0.check == "endpoint" }
    }
}
