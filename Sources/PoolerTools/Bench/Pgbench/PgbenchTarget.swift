package import PointsmanFormats
import PostgresClient

/// Whom a pgbench connects to: libpq's connection string, which everybody may read in its command line, and the password,
/// which nobody may.
package struct PgbenchTarget: Equatable, Sendable {
    package let connection: String
    package let password: Secret?

    /// - Parameters:
    ///   - parameters: libpq's keywords; `require_auth` is left out where libpq is older than that. The bench's own
    ///     connections have been let in there before, and keep to it.
    ///   - settings: what the server's sessions are started with. Not for PgBouncer: it takes none.
    package init(_ parameters: [(keyword: String, value: String)], settings: [(name: String, value: String)] = []) {
        let parameters = AuthenticationWatch.understood(parameters)
        let given = parameters.first { $0.keyword == "options" }?.value
        let options = [given].compactMap(\.self) + settings.map { "-c \($0.name)=\($0.value)" }
        var pairs = parameters.filter { $0.keyword != "password" && $0.keyword != "options" }
        if !options.isEmpty { pairs.append(("options", options.joined(separator: " "))) }
        connection = pairs.map { "\($0.keyword)=\(Self.quoted($0.value))" }.joined(separator: " ")
        password = parameters.first { $0.keyword == "password" }.map { Secret($0.value) }
    }

    /// As PostgreSQL's manual has it (34.1.1.1).
    private static func quoted(_ value: String) -> String {
        "'" + value.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "'"
    }
}
