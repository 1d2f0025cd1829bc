/// A command to PgBouncer's console that answers without rows (its manual, "Process controlling commands").
package enum ConsoleVerb: Equatable, Sendable {
    /// Commands for one database.
    case pause(String), resume(String), enable(String), disable(String), kill(String)
    /// Ends one client; since 1.24.
    case killClient(UInt64)
    case reload
    /// SUSPEND makes all clients of all databases wait; `RESUME` without a name ends that.
    case suspend, resumeAll
    /// A setting that lasts until RELOAD or another value.
    case set(_ key: String, to: String)

    package var text: String {
        switch self {
        case .pause(let database): "PAUSE \(Self.quoted(database))"
        case .resume(let database): "RESUME \(Self.quoted(database))"
        case .enable(let database): "ENABLE \(Self.quoted(database))"
        case .disable(let database): "DISABLE \(Self.quoted(database))"
        case .kill(let database): "KILL \(Self.quoted(database))"
        case .killClient(let id): "KILL_CLIENT \(id)"
        case .reload: "RELOAD"
        case .suspend: "SUSPEND"
        case .resumeAll: "RESUME"
        case .set(let key, let value): "SET \(key)='\(value)'"
        }
    }

    /// `name` in double quotes, each quote in it doubled.
    package static func quoted(_ name: String) -> String {
        // By scalars: a quote with an accent is one character, but it ends the name for PgBouncer.
        name.unicodeScalars.reduce(into: "\"") { text, scalar in
            if scalar == "\"" { text.unicodeScalars.append(scalar) }
            text.unicodeScalars.append(scalar)
        } + "\""
    }
}
