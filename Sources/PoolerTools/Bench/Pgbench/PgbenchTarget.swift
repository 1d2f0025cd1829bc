package import PointsmanFormats
import PostgresClient

/// The target of pgbench: libpq's connection string, which all users can read on its command line, and the password,
/// which they must not see.
package struct PgbenchTarget: Equatable, Sendable {
    package let connection: String
    package let password: Secret?

    /// - Parameters:
    ///   - parameters: libpq's parameters; `require_auth` is left out if libpq is too old for it. The bench's own
    ///     connections have logged in before, and obey it.
    ///   - settings: settings of the server's sessions. Not for PgBouncer, which accepts none.
    package init(_ parameters: [(keyword: String, value: String)], settings: [(name: String, value: String)] = []) {
        let parameters = AuthenticationWatch.understood(parameters)
        let given = parameters.first { $0.keyword == "options" }?.value
        let options = [given].compactMap(\.self) + settings.map { "-c \($0.name)=\($0.value)" }
        var pairs = parameters.filter { $0.keyword != "password" && $0.keyword != "options" }
        if !options.isEmpty { pairs.append(("options", options.joined(separator: " "))) }
        connection = pairs.map { "\($0.keyword)=\(Self.quoted($0.value))" }.joined(separator: " ")
        password = parameters.first { $0.keyword == "password" }.map { Secret($0.value) }
    }

    /// A value in the quotes of PostgreSQL's manual (34.1.1.1).
    private static func quoted(_ value: String) -> String {
        "'" + value.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "'"
    }
}
