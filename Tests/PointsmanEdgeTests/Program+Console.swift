import LinuxReactor
import PostgresClient

extension Program {
    /// A new connection to the console of its managed PgBouncer, as the agent has it.
    /// - Parameter process: which of its processes, from 1.
    func managedConsole(port: UInt16, process: Int = 1) async throws -> PostgresConnection {
        let folder = "\(place.runtime)/pgbouncer\(process == 1 ? "" : "-\(process)")"
        let users = contents(of: "\(folder)/userlist.txt").split(separator: "\n")
        let words = users.first { $0.hasPrefix("\"pointsman-console\"") }?.split(separator: "\"") ?? []
        return try await PostgresConnection.connect(
            [
                ("host", folder), ("port", String(port)), ("user", "pointsman-console"),
                ("password", String(words.last ?? "")), ("dbname", "pgbouncer"),
            ], until: .now + .seconds(60))
    }
}
