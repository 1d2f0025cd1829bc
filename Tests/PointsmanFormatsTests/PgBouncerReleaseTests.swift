import PointsmanFormats
import Testing

@Suite("What is rendered for a release of PgBouncer")
struct PgBouncerReleaseTests {
    private static func prepared(_ minor: Int?, _ keys: [(key: String, value: String)] = []) throws -> String? {
        var ini = PgBouncerIni(
            listenAddress: "127.0.0.1", listenPort: 6432, folder: "/run/p", databasesFile: "/var/d.ini",
            url: try DatabaseURL("postgres://app:pw@h/app"), checkQuery: "select 1", holdTimeout: .seconds(60),
            keys: keys)
        ini.release = minor.map { PgBouncerVersion(major: 1, minor: $0) }
        return ini.entries.last { $0.key == "max_prepared_statements" }?.value
    }

    @Test("prepared statements are carried by default from PgBouncer 1.21 on, which has the key, and not before")
    func preparedStatements() throws {
        #expect(try Self.prepared(nil) == nil)
        #expect(try Self.prepared(18) == nil)
        #expect(try Self.prepared(20) == nil)
        #expect(try Self.prepared(21) == "200")
        #expect(try Self.prepared(25) == "200")
        #expect(try Self.prepared(21, [("max_prepared_statements", "0")]) == "0")
    }
}
