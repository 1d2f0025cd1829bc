/// The beginning of a PostgreSQL URL: libpq's, or one that drivers and frameworks use for the same.
enum ConnectionScheme: Sendable {
    case libpq
    /// The scheme of JDBC, in whose values `+` is a space.
    case jdbc
    case other

    private static let libpqs = ["postgres", "postgresql"]
    /// The schemes of Phoenix, Doctrine and Laravel, GeoDjango and its Rails kin, django-environ, golang-migrate.
    private static let others = [
        "ecto", "pgsql", "pdo-pgsql", "pdo_pgsql", "postgis", "psql", "pgx", "pgx4", "pgx5", "pq",
    ]

    /// Splits off the scheme; nil if it is not PostgreSQL's.
    static func cut(_ bytes: [UInt8]) -> (scheme: ConnectionScheme, rest: ArraySlice<UInt8>)? {
        guard let end = bytes.firstRange(of: Array("://".utf8)) else { return nil }
        let name = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        return scheme(name).map { ($0, bytes[end.upperBound...]) }
    }

    private static func scheme(_ name: String) -> ConnectionScheme? {
        if libpqs.contains(name) { return .libpq }
        if name == "jdbc:postgresql" { return .jdbc }
        if others.contains(name) || ["r2dbc:postgresql", "r2dbc:pool:postgresql"].contains(name) { return .other }
        // SQLAlchemy's form: postgresql+asyncpg.
        let parts = name.split(separator: "+", omittingEmptySubsequences: false)
        guard parts.count == 2, libpqs.contains(String(parts[0])), DatabaseLine.isName(String(parts[1])) else {
            return nil
        }
        return .other
    }
}
