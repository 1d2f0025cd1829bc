package import PostgresClient

/// A transaction or a connection attempt that failed, as the client saw it.
package struct Failure: Hashable, Sendable {
    package enum Phase: String, Sendable {
        case connect
        case statement
    }

    package let phase: Phase
    package let sqlState: String?
    package let message: String

    package init(phase: Phase, sqlState: String?, message: String) {
        self.phase = phase
        self.sqlState = sqlState
        self.message = message
    }

    package init(_ phase: Phase, _ error: PostgresError) {
        self.init(phase: phase, sqlState: error.sqlState, message: error.message)
    }

    /// Whether the message reports a server connection that was cut during a statement: by the server itself, or by
    /// PgBouncer when it finds the connection gone. A refused login (57P03 and the like) does not count.
    package var isCutLink: Bool {
        guard phase == .statement else { return false }
        if let sqlState, ["57P01", "57P02"].contains(sqlState) { return true }
        return message.contains("server conn crashed?") || message.hasPrefix("terminating connection")
    }

    /// Whether the client's connection can still be used.
    var leavesConnectionUsable: Bool {
        // Class 25 is an invalid transaction state: a read-only server refused only the statement.
        sqlState?.hasPrefix("25") == true
    }

    /// The kind by which failures are counted: SQLSTATE and message, without the addresses and numbers in it.
    package var kind: String {
        var text = ""
        var isInNumber = false
        for character in message {
            if character.isASCII, character.isNumber || (isInNumber && character == ".") {
                if !isInNumber { text += "N" }
                isInNumber = true
            } else {
                isInNumber = false
                text.append(character)
            }
        }
        return "\(phase.rawValue) \(sqlState ?? "-----") \(text)"
    }
}
